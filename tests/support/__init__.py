"""What the tests stand on: databases made from a template, a browser, a live server, published
data.
"""
