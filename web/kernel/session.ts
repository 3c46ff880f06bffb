import { shallowRef } from 'vue'
import { call, Problem, type Me } from './api'
import { home, loadCatalogue } from './schema'

/** Who is signed in; null: nobody, undefined: not asked yet. */
export const me = shallowRef<Me | null>()
/** Why it could not be asked: the server does not answer. */
export const failure = shallowRef('')

/** Asks who is signed in and what may be seen. */
export async function enter(): Promise<Me | null> {
  try {
    const who = await call<Me>('/api/me')
    if (!who.password_due) await loadCatalogue()
    me.value = who
    home.value = who.region_label
    failure.value = ''
  } catch (e) {
    if (!(e instanceof Problem)) throw e
    if (e.code === 'login') me.value = null
    else failure.value = e.message
  }
  return me.value ?? null
}

export async function signIn(name: string, password: string): Promise<Me> {
  const who = await call<Me>('/api/login', { method: 'POST', body: { name, password } })
  if (!who.password_due) await loadCatalogue()
  me.value = who
  home.value = who.region_label
  return who
}

export async function signOut() {
  await call('/api/logout', { method: 'POST', body: {} })
}
