// Looks for the number whose hash with a salt is the one asked for: the work of an ALTCHA challenge, off the page.

const AT_ONCE = 500;

async function matches({ algorithm, challenge, salt }, number) {
  const hash = await crypto.subtle.digest(algorithm, new TextEncoder().encode(salt + number));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("") === challenge;
}

addEventListener("message", async ({ data: puzzle }) => {
  // Many at once, because each hash is a journey to another thread and back.
  for (let start = 0; start <= puzzle.maxNumber; start += AT_ONCE) {
    const tried = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, step) => matches(puzzle, start + step)),
    );
    const found = tried.indexOf(true);
    if (found >= 0) {
      postMessage(start + found);
      return;
    }
  }
  postMessage(null);
});
