/** Passkeys in the browser: what the server sends and takes as JSON, and what the browser wants as bytes. */
import { call, Problem, type Me } from './api'
import { t } from './words'

const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0)).buffer
const text = (b: ArrayBuffer | null) => (b ? btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined)
interface Challenge { ticket: string; options: { publicKey: any } }

/** Whether this browser knows passkeys here: only over https and at localhost. */
export const able = () => typeof PublicKeyCredential !== 'undefined' && isSecureContext

async function asked<T>(fn: () => Promise<T | null>): Promise<T> {
  try {
    const got = await fn()
    if (got) return got
  } catch (e) {
    if ((e as Error).name === 'InvalidStateError') throw new Problem({ title: t('这个设备上已经有本账号的通行密钥') })
    if (!['NotAllowedError', 'AbortError', 'SecurityError'].includes((e as Error).name)) throw e
  }
  throw new Problem({ title: t('没有完成通行密钥验证，请重试'), code: 'passkey' })
}

/** Makes a passkey and returns what the server wants to see of it. */
export async function make(c: Challenge) {
  const o = c.options.publicKey
  const made = await asked(() => navigator.credentials.create({ publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) },
    excludeCredentials: (o.excludeCredentials ?? []).map((x: any) => ({ ...x, id: bytes(x.id) })) } }) as Promise<PublicKeyCredential | null>)
  const r = made.response as AuthenticatorAttestationResponse
  return { ticket: c.ticket, credential: { id: made.id, rawId: text(made.rawId), type: made.type, authenticatorAttachment: made.authenticatorAttachment ?? undefined,
    clientExtensionResults: {}, response: { clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), transports: r.getTransports?.() ?? [] } } }
}

/** Has a passkey answer a challenge. */
export async function use(c: Challenge) {
  const o = c.options.publicKey
  const got = await asked(() => navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: (o.allowCredentials ?? []).map((x: any) => ({ ...x, id: bytes(x.id) })) } }) as Promise<PublicKeyCredential | null>)
  const r = got.response as AuthenticatorAssertionResponse
  return { ticket: c.ticket, credential: { id: got.id, rawId: text(got.rawId), type: got.type, clientExtensionResults: {},
    response: { clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signature: text(r.signature), userHandle: text(r.userHandle) } } }
}

/** Signs in by a passkey: by itself, or as second factor of the sign-in that a ticket stands for. */
export async function signInByPasskey(ticket?: string): Promise<Me> {
  const c = await call<Challenge>('/api/login/passkey/begin', { method: 'POST', body: { ticket } })
  return call<Me>('/api/login/passkey', { method: 'POST', body: await use(c) })
}
