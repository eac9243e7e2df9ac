/**
 * What a style sheet that a script makes shows in order to be taken: the page's own policy allows no other (CSP Level 3 §8.2).
 * The server writes a new one into each page that it sends. Empty where the policy is not in force.
 */
export const styleNonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// Where the library looks that keeps the page still behind a dialogue.
Object.assign(globalThis, { __webpack_nonce__: styleNonce })
