// A file can only be sent while there is a network. Its field says so, and everything else goes on as before.
function say() {
  for (const notice of document.querySelectorAll("[data-offline-only]")) notice.hidden = navigator.onLine;
}
addEventListener("online", say);
addEventListener("offline", say);
say();
new MutationObserver(say).observe(document.body, { childList: true, subtree: true });
