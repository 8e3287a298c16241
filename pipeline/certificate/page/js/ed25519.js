/** Signatures, by the browser's own cryptography. */

const ALGORITHM = { name: "Ed25519" };

/** Whether this browser can check them here; without it the page says so and checks nothing. */
export async function canVerify() {
  try {
    const zeros = new Uint8Array(32);
    zeros[0] = 1;
    await crypto.subtle.importKey("raw", zeros, ALGORITHM, false, ["verify"]);
    return typeof DecompressionStream === "function";
  } catch {
    return false;
  }
}

/** Whether a signature of 64 bytes holds; a key that is no point of the curve holds nothing. */
export async function holds(publicKey, signature, message) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, ALGORITHM, false, ["verify"]);
    return await crypto.subtle.verify(ALGORITHM, key, signature, message);
  } catch (fault) {
    if (fault instanceof DOMException && fault.name !== "NotSupportedError") return false;
    throw fault;
  }
}
