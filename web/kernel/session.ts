import { shallowRef } from 'vue'
import { call, Problem, type Me } from './api'
import { home, loadCatalogue, type Field } from './schema'

/** Who is signed in; null: nobody, undefined: not asked yet. */
export const me = shallowRef<Me | null>()
/** Why it could not be asked: the server does not answer. */
export const failure = shallowRef('')

/** What is the same in every record that an enterprise sees: itself and where it is. */
export const constant = (f: Field) => !!me.value?.enterprise && (f.name === 'region' || f['x-ref'] === 'enterprise')

/** Asks who is signed in and what may be seen. */
export async function enter(): Promise<Me | null> {
  try {
    const who = await call<Me>('/api/me')
    if (!who.password_due && !who.factor_due) await loadCatalogue()
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

/** Takes who for the person at this window. */
export async function welcome(who: Me): Promise<Me> {
  if (!who.password_due && !who.factor_due) await loadCatalogue()
  me.value = who
  home.value = who.region_label
  return who
}

/** Where one goes after signing in: what comes first, else the page that was asked for if it is one of this site. */
export function onward(who: Me, next: unknown): string {
  if (who.password_due) return '/password'
  if (who.factor_due) return '/security'
  const path = String(next ?? '/')
  return /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/'
}

export async function signOut() {
  await call('/api/logout', { method: 'POST', body: {} })
}
