/** The browser has no passkeys, or the person sent its question away. */
export class PasskeyOff extends Error {}

/** True where the browser can be asked in the JSON form (WebAuthn Level 3 §5.1.8). */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** Has the device make a key; what it answers goes to the server as it is. Throws `PasskeyOff`. */
export function makePasskey(options: object): Promise<object> {
  return asked(() =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
    }),
  )
}

/** Has the device answer with a key it holds. Throws `PasskeyOff`. */
export function showPasskey(options: object): Promise<object> {
  return asked(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
    }),
  )
}

async function asked(ask: () => Promise<Credential | null>): Promise<object> {
  if (!hasPasskeys()) throw new PasskeyOff('no passkeys here')
  const credential = await ask().catch((cause: unknown) => {
    throw new PasskeyOff('not answered', { cause })
  })
  if (!(credential instanceof PublicKeyCredential)) throw new PasskeyOff('not answered')
  return credential.toJSON() as object
}
