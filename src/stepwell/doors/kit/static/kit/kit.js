// Makes pages that already work pleasanter. No dependency; every behaviour hangs on a data attribute.
const root = document.documentElement
root.classList.add('js')
const on = (type, selector, act) => document.addEventListener(type, (event) => {
  const target = event.target instanceof Element && event.target.closest(selector)
  if (target) act(target, event)
})

// Dialogs: <a href="#id" data-dialog="id">; a click on the backdrop closes.
on('click', '[data-dialog]', (opener, event) => {
  const dialog = document.getElementById(opener.dataset.dialog)
  if (!(dialog instanceof HTMLDialogElement)) return
  event.preventDefault()
  dialog.showModal()
})
on('click', '[data-dialog-close]', (button) => button.closest('dialog')?.close())
document.addEventListener('click', (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect()
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom
    if (!inside && event.detail > 0) event.target.close()
  }
})
document.querySelectorAll('dialog').forEach((dialog) => {
  if (dialog.querySelector('.field-wrong, .error-summary')) dialog.showModal()
})

// Menus made of <details> close on Escape and on a click elsewhere.
const menus = () => document.querySelectorAll('.my-account[open], .site-menu[open], .desk-menu[open], .menu-details[open]')
document.addEventListener('click', (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false }))
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  menus().forEach((menu) => { menu.open = false; menu.querySelector('summary')?.focus() })
})

on('click', '[data-dismiss]', (button) => button.closest('[data-toast]')?.remove())
on('click', '[data-off]', (_, event) => event.preventDefault())
on('click', '[data-print]', () => window.print())
on('click', '[data-copy]', async (button) => {
  const from = document.getElementById(button.dataset.copy)
  if (!from) return
  const words = button.querySelector('span')
  const before = words.textContent
  try {
    await navigator.clipboard.writeText('value' in from ? from.value : from.innerText.trim())
    words.textContent = button.dataset.copied
    setTimeout(() => { words.textContent = before }, 2500)
  } catch {
    getSelection()?.selectAllChildren(from)
  }
})

// A chip puts its sentence into a field: <button data-insert="id of the field">. Without this script it is a submit that does the same.
on('click', '[data-insert]', (chip, event) => {
  const field = document.getElementById(chip.dataset.insert)
  if (!field) return
  event.preventDefault()
  const sentence = chip.textContent.trim()
  if (!field.value.includes(sentence)) field.value = [field.value.trimEnd(), sentence].filter(Boolean).join(' ')
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.focus()
})

// Tabs are links; arrow keys walk them.
on('keydown', '[data-tabs] a', (link, event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!step) return
  const links = [...link.closest('[data-tabs]').querySelectorAll('a')]
  event.preventDefault()
  links[(links.indexOf(link) + step + links.length) % links.length].focus()
})

// Filters that answer as soon as they are changed.
on('change', 'form[data-autosubmit] :is(select, input[type=checkbox], input[type=radio], input[type=date])', (control) => control.form.requestSubmit())

// One submit is enough.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method === 'dialog' || form.matches('[hx-post], [hx-get], [hx-put], [hx-delete], [data-many]')) return
  if (form.dataset.sent) { event.preventDefault(); return }
  form.dataset.sent = 'yes'
  form.setAttribute('aria-busy', 'true')
  // After this turn, so that the pressed button's own name and value still travel.
  setTimeout(() => { if (event.submitter) { event.submitter.classList.add('is-busy'); event.submitter.setAttribute('aria-disabled', 'true') } })
})
window.addEventListener('pageshow', () => {
  document.querySelectorAll('form[data-sent]').forEach((form) => { delete form.dataset.sent; form.removeAttribute('aria-busy') })
  document.querySelectorAll('.is-busy').forEach((button) => { button.classList.remove('is-busy'); button.removeAttribute('aria-disabled') })
})

// Typed text is kept: <form data-keep="a name for this form">. It stays in this tab and goes once the form is sent.
const slot = (form) => `kept:${location.pathname}:${form.dataset.keep}`
const kept = { get: (k) => { try { return JSON.parse(sessionStorage.getItem(k)) } catch { return null } },
  set: (k, v) => { try { sessionStorage.setItem(k, JSON.stringify(v)) } catch { /* full or forbidden: the warning remains */ } } }
const secret = (el) => el.type === 'password' || el.type === 'hidden' || el.type === 'file' || el.autocomplete === 'one-time-code'
const typed = (form) => [...form.elements].filter((el) => el.name && !secret(el) && el.type !== 'submit')
  .map((el) => [el.name, el.value, 'checked' in el && /radio|checkbox/.test(el.type) ? el.checked : null])
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)

function restore (form, values) {
  for (const [name, value, checked] of values) {
    for (const el of form.elements) {
      if (el.name !== name || secret(el)) continue
      if (checked === null) el.value = value
      else if (el.value === value) el.checked = checked
    }
  }
}

function offer (form, values) {
  const note = document.createElement('div')
  note.className = 'alert alert-info kept'
  note.setAttribute('role', 'status')
  const text = document.createElement('p')
  text.textContent = form.dataset.keepSays || (root.lang.startsWith('es') ? 'Guardamos lo que escribió aquí antes.' : 'We kept what you typed here before.')
  const button = (label, kind, act) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.className = `button button-${kind} button-small`
    made.textContent = label
    made.onclick = () => { act(); note.remove() }
    return made
  }
  const es = root.lang.startsWith('es')
  note.append(text, button(es ? 'Recuperarlo' : 'Bring it back', 'secondary', () => restore(form, values)),
    button(es ? 'Dejarlo' : 'Leave it', 'quiet', () => sessionStorage.removeItem(slot(form))))
  form.prepend(note)
}

function keep (form) {
  const start = typed(form)
  const before = kept.get(slot(form))
  if (before && !same(before, start)) offer(form, before)
  form.addEventListener('input', () => { form.dataset.dirty = 'yes'; kept.set(slot(form), typed(form)) })
  form.addEventListener('submit', () => { delete form.dataset.dirty; kept.set('kept-sent', slot(form)) })
}
// What was sent is forgotten once a page says so: by leading on, or by a green message. Errors and sign-in (.plain) do not count.
function forgetSent () {
  const sent = kept.get('kept-sent')
  if (!sent || document.body.classList.contains('plain')) return
  const again = [...document.querySelectorAll('form[data-keep]')].some((form) => slot(form) === sent)
  if (!again || document.querySelector('.toast-ok')) sessionStorage.removeItem(sent)
  sessionStorage.removeItem('kept-sent')
}
forgetSent()
// Whoever signs out leaves nothing they typed in this tab.
document.querySelectorAll('form[action$="/account/logout/"]').forEach((form) => form.addEventListener('submit', () => { try { sessionStorage.clear() } catch { /* forbidden: nothing was kept */ } }))
const keepAll = (within) => within.querySelectorAll('form[data-keep]').forEach((form) => { if (!form.dataset.keeping) { form.dataset.keeping = 'yes'; keep(form) } })
document.querySelectorAll('[data-kept-done]').forEach((el) => Object.keys(sessionStorage)
  .filter((key) => key.endsWith(`:${el.dataset.keptDone}`)).forEach((key) => sessionStorage.removeItem(key)))
window.addEventListener('beforeunload', (event) => { if (document.querySelector('form[data-dirty]')) event.preventDefault() })

// What went wrong comes first.
const focusFirst = (within) => within.querySelector('[data-focus]')?.focus()
focusFirst(document)
keepAll(document)
document.addEventListener('htmx:load', (event) => { focusFirst(event.detail.elt); keepAll(event.detail.elt) })
