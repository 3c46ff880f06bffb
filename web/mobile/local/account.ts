import { computed, shallowRef } from 'vue'
import { call, Problem, type Me } from '@/kernel/api'
import { catalogue, type Catalogue } from '@/kernel/schema'
import { db, fact, note } from './db'

/** Who uses this phone. It is known without a network: what was recorded belongs to this account until it is sent. */
export const me = shallowRef<Me | null>(null)
/** The session at the server is gone; what is recorded here stays. */
export const expired = shallowRef(false)

export const has = (...roles: string[]) => roles.some((r) => me.value?.roles.includes(r))
export const ofEnterprise = computed(() => has('safety', 'worker'))
export const ofGovernment = computed(() => has('regulator', 'leader'))
export const ofCollector = computed(() => has('collector'))
export const canSearch = computed(() => has('regulator', 'leader', 'clerk', 'collector', 'audit'))

/** What this phone knew when it was closed. */
export async function recall() {
  me.value = (await fact<Me>('me')) ?? null
  const known = await fact<Catalogue>('schema')
  if (known) catalogue.value = known
}

export async function signIn(name: string, password: string): Promise<Me> {
  const who = await call<Me>('/api/login', { method: 'POST', body: { name, password, device: 'phone' } })
  if (!who.factor_due) await take(who)
  return who
}

/** Ends a sign-in by its second step. */
export async function factor(ticket: string, way: string, code: string): Promise<Me> {
  const who = await call<Me>('/api/login/factor', { method: 'POST', body: { ticket, way, code } })
  await take(who)
  return who
}

/** Takes who for the user of this phone. Another account starts with nothing of the one before; what is unsent stays with who recorded it. */
export async function take(who: Me) {
  const before = await fact<Me>('me')
  await db.transaction('rw', [db.meta, db.kept, db.talks, db.entries, db.pack], async () => {
    if (before && before.id !== who.id) {
      await Promise.all([db.kept.clear(), db.talks.clear(), db.entries.clear(), db.pack.clear()])
      await db.meta.bulkDelete(['pulled', 'schema', 'enterprises', 'heard', 'pack', 'papers', 'regions'])
    }
    await note('me', who)
    await note('halted', '')
  })
  if (before && before.id !== who.id) catalogue.value = undefined
  me.value = who
  expired.value = false
}

/** Asks the server who is signed in; an unanswered question changes nothing. */
export async function check(): Promise<void> {
  try {
    const who = await call<Me>('/api/me')
    const mine = await fact<Me>('me')
    if (mine && mine.id !== who.id) { await note('halted', 'other'); return }
    await note('me', who)
    me.value = who
    expired.value = false
  } catch (e) {
    if (e instanceof Problem && e.code === 'login') expired.value = true
  }
}

export async function signOut() {
  await call('/api/logout', { method: 'POST', body: {} }).catch(() => undefined)
  await db.transaction('rw', [db.meta, db.kept, db.talks, db.entries, db.pack], async () => {
    await Promise.all([db.kept.clear(), db.talks.clear(), db.entries.clear(), db.pack.clear()])
    await db.meta.bulkDelete(['pack', 'papers', 'regions', 'heard', 'me', 'schema', 'pulled', 'halted', 'enterprises'])
  })
  me.value = null
}
