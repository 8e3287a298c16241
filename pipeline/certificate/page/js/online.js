/** The one thing that leaves the device, and only when the person asks: fetching what the issuer publishes. */

const TIMEOUT = 10_000;
const MOST_FETCHED = 2_000_000;

/**
 * Return a function that fetches from the issuer and from nobody else: what lies at an address, or null. What was had
 * is kept, so that the issuer is asked once for each.
 *
 * @param publicAddress where the issuer publishes.
 */
export function issuerFetch(publicAddress) {
  const kept = new Map();
  return async (address) => {
    if (!kept.has(address) && isAt(publicAddress, address)) kept.set(address, await fetched(address));
    return kept.get(address) ?? null;
  };
}

function isAt(publicAddress, address) {
  try {
    return new URL(address).origin === new URL(publicAddress).origin;
  } catch {
    return false;
  }
}

async function fetched(address) {
  try {
    const answer = await fetch(address, {
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const data = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    return data && data.length <= MOST_FETCHED ? data : null;
  } catch {
    return null; // offline, refused, too slow: all the same to what is asked
  }
}
