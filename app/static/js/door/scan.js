// Reads the codes that people bring with the camera of this phone, where the browser knows how. The permission is
// asked for when the button is pressed, and the camera is off again when scanning stops.

const PAUSE = 250;
const FORGETS_AFTER = 3_000;

/** Show the button; `scanned(text)` gives the words to say about a code that was read. */
export async function offerScanning(root, scanned) {
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const button = root.querySelector("[data-scan]");
  const box = root.querySelector("[data-scan-box]");
  const video = box.querySelector("video");
  const words = box.querySelector("[data-scan-words]");
  let stream;
  let last = { text: "", at: 0 };

  async function look() {
    if (!stream) return;
    const [code] = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
    const isNew = code && (code.rawValue !== last.text || Date.now() - last.at > FORGETS_AFTER);
    if (code) last = { text: code.rawValue, at: Date.now() };
    if (isNew) {
      words.textContent = await scanned(code.rawValue);
      navigator.vibrate?.(60);
    }
    setTimeout(look, PAUSE);
  }
  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.srcObject = null;
    box.hidden = true;
    button.hidden = false;
    button.focus();
  }

  button.hidden = false;
  root.querySelector("[data-scan-hint]").hidden = true;
  button.addEventListener("click", async () => {
    box.hidden = false;
    words.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      words.textContent = box.dataset.refused;
      return;
    }
    button.hidden = true;
    video.srcObject = stream;
    await video.play();
    box.querySelector("[data-scan-stop]").focus();
    look();
  });
  box.querySelector("[data-scan-stop]").addEventListener("click", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stream && stop());
}
