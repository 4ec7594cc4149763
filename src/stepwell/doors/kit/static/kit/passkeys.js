// Passkeys and security keys. A button says what it does: data-passkey="create" | "get" | "login".
// create, get: options are in <script type="application/json" id="passkey-data">; login fetches them from its form's action.
// What the device answers goes into the form's "credential" field as JSON, and the form is sent.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }))

function creation (options, passwordless) {
  const { publicKey } = options
  const selection = { ...publicKey.authenticatorSelection }
  if (passwordless !== undefined) {
    selection.residentKey = passwordless ? 'required' : 'discouraged'
    selection.requireResidentKey = passwordless
    if (passwordless) selection.userVerification = 'required'
  }
  return {
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: keys(publicKey.excludeCredentials),
      authenticatorSelection: selection
    }
  }
}

function request (options) {
  const { publicKey } = options
  return { publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: keys(publicKey.allowCredentials) } }
}

function written (credential) {
  const { response } = credential
  const out = { clientDataJSON: text(response.clientDataJSON) }
  if (response.attestationObject) {
    out.attestationObject = text(response.attestationObject)
    out.transports = response.getTransports?.() ?? []
  } else {
    out.authenticatorData = text(response.authenticatorData)
    out.signature = text(response.signature)
    out.userHandle = response.userHandle ? text(response.userHandle) : null
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: out
  })
}

const given = () => JSON.parse(document.getElementById('passkey-data').textContent)

async function asked (url) {
  const response = await fetch(url, { headers: { Accept: 'application/json' } })
  if (!response.ok) throw new Error(`${response.status}`)
  return (await response.json()).request_options
}

const acts = {
  create: (form) => {
    const box = form.querySelector('[name$="passwordless"]')
    return navigator.credentials.create(creation(given().creation_options, box ? box.checked : undefined))
  },
  get: () => navigator.credentials.get(request(given().request_options)),
  login: async (form) => navigator.credentials.get(request(await asked(form.action)))
}

const buttons = document.querySelectorAll('[data-passkey]')
const able = 'credentials' in navigator && 'PublicKeyCredential' in window
for (const button of buttons) {
  const note = document.getElementById(button.dataset.passkeyNote ?? 'passkey-note')
  if (!able) {
    button.hidden = true
    continue
  }
  button.hidden = false
  button.addEventListener('click', async (event) => {
    event.preventDefault()
    const { form } = button
    if (button.getAttribute('aria-disabled') === 'true') return
    button.setAttribute('aria-disabled', 'true')
    if (note) note.hidden = true
    try {
      const credential = await acts[button.dataset.passkey](form)
      form.querySelector('[name$="credential"]').value = written(credential)
      form.submit()
    } catch (error) {
      if (note) note.hidden = false
      console.warn('passkey:', error.name, error.message)
    } finally {
      button.removeAttribute('aria-disabled')
    }
  })
}
