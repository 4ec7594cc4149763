import hashlib


def token_hash(token: str) -> str:
    """What is kept of an invitation's secret."""
    return hashlib.sha256(token.encode()).hexdigest()
