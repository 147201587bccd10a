// Charts of the staff pages: a <figure data-chart data-plotly-src="…"> holds a plotly figure in a
// <script type="application/json">. The library is large, so it comes when a chart comes into view.

const dark = matchMedia("(prefers-color-scheme: dark)");
const begun = new WeakSet();
const drawn = new Set();
let library;

/** Load plotly once; a failed attempt may be repeated. */
function plotly(source) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      library = undefined;
      reject(new Error(`could not load ${source}`));
    };
    document.head.append(script);
  });
  return library;
}

// What app/analysis/charts.py draws in ink and as grid takes the page's own colours, by day and by night.
const TOKENS = { "#1F2933": "--ink", "#D5DAE0": "--line" };
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// What paper and pictures that travel alone are drawn in, whatever the hour on the screen.
const ON_PAPER = { "--ink": "#1F2933", "--line": "#D5DAE0", "--edge": "#6B7680", "--surface": "#FFFFFF" };
// In pixels: the width of a sheet of A4 between its margins, and of a picture in a report.
const PAPER_WIDTH = 650;
const PICTURE_WIDTH = 900;
const onPaper = (name) => ON_PAPER[name];

/** Read the figure of a chart in some colours. Read again at each drawing: plotly writes into it. */
function read(figure, colour = token) {
  const text = figure.querySelector("script[type='application/json']").textContent;
  return JSON.parse(text, (_key, value) => (Object.hasOwn(TOKENS, value) ? colour(TOKENS[value]) : value));
}

/** The letters and the ground of the page, and numbers as its language writes them. */
function look(layout, colour = token) {
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  return {
    height: 360,
    margin: { l: 8, r: 8, t: 16, b: 8 },
    separators: document.documentElement.lang === "fr" ? ",\u202f" : ",.",
    ...layout,
    ...Object.fromEntries(["xaxis", "yaxis", ...axes].map((key) => [key, { automargin: true, gridcolor: colour("--line"), linecolor: colour("--edge"), ...layout[key] }])),
    autosize: true,
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { size: 14, ...layout.font, family: getComputedStyle(document.body).fontFamily, color: colour("--ink") },
    hoverlabel: { bgcolor: colour("--surface"), font: { color: colour("--ink") } },
  };
}

async function draw(figure) {
  if (begun.has(figure)) return;
  begun.add(figure);
  const Plotly = await plotly(figure.dataset.plotlySrc);
  if (!figure.isConnected) return;
  let canvas = figure.querySelector(".chart-canvas");
  if (!canvas) {
    canvas = document.createElement("div");
    canvas.className = "chart-canvas";
    figure.querySelector("script").before(canvas);
  }
  const { data, layout = {} } = read(figure);
  await Plotly.react(canvas, data, look(layout), { responsive: true, displayModeBar: false });
  drawn.add(figure);
  for (const button of buttons(figure)) button.hidden = false;
  // The others are drawn when there is time, so that the page can be printed whole.
  idle(() => document.querySelectorAll("figure[data-chart]").forEach(draw));
}

const idle = window.requestIdleCallback ?? ((task) => setTimeout(task, 200));
/** The buttons that give a chart as a picture. */
const buttons = (figure) => document.querySelectorAll(`[data-picture][data-of="${figure.getAttribute("aria-labelledby")}"]`);

/** Break a text into lines that a picture can hold. */
function lines(text, most) {
  const found = [""];
  for (const word of text.trim().split(/\s+/)) {
    const last = found.at(-1);
    if (last && last.length + word.length >= most) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found.map((line) => line.replaceAll("&", "&amp;").replaceAll("<", "&lt;")).join("<br>");
}

/** Give a chart as a picture with its title above and its basis below: a picture travels without its page. */
async function picture(figure, format, name) {
  const Plotly = await plotly(figure.dataset.plotlySrc);
  const { data, layout = {} } = read(figure, onPaper);
  const title = document.getElementById(figure.getAttribute("aria-labelledby"))?.textContent ?? "";
  const basis = lines(figure.dataset.basis ?? "", 110);
  const below = basis ? 24 + 18 * basis.split("<br>").length : 0;
  const above = 40 + (layout.legend ? (layout.margin?.t ?? 0) + 24 * data.length : 0);
  const shown = look(layout, onPaper);
  const { annotations = [] } = shown;
  const say = { text: basis, xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", yshift: -34, align: "left", showarrow: false, font: { size: 12 } };
  const height = (shown.height ?? 360) + above + below;
  const svg = await Plotly.toImage(
    {
      data,
      layout: {
        ...shown,
        autosize: false,
        title: { text: lines(title, 70), x: 0.01, xanchor: "left", y: 1, yanchor: "top", pad: { t: 16 }, font: { size: 18 } },
        paper_bgcolor: "#FFFFFF",
        margin: { ...shown.margin, t: above + 24, b: (shown.margin?.b ?? 32) + below },
        annotations: basis ? [...annotations, say] : annotations,
      },
    },
    { format: "svg", width: PICTURE_WIDTH, height },
  );
  const link = document.createElement("a");
  link.href = format === "svg" ? svg : await inDots(svg, PICTURE_WIDTH, height);
  link.download = `${name}.${format}`;
  link.click();
}

/** Paint a picture of lines in dots, twice as fine as a screen, for programs that know no other. */
async function inDots(svg, width, height) {
  const image = new Image(width, height);
  image.src = svg;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-picture]");
  const figure = button && document.querySelector(`figure[data-chart][aria-labelledby="${button.dataset.of}"]`);
  if (figure) picture(figure, button.dataset.picture, `${location.pathname.split("/").at(-1)}-${button.dataset.of.replace(/-title$/, "")}`);
});

/** Draw again what is drawn already, at once, as it is on paper or on the screen. */
function redraw({ paper }) {
  for (const figure of drawn) {
    const colour = paper ? onPaper : token;
    const { data, layout = {} } = read(figure, colour);
    const size = paper ? { autosize: false, width: Math.min(PAPER_WIDTH, figure.clientWidth) } : {};
    window.Plotly.react(figure.querySelector(".chart-canvas"), data, { ...look(layout, colour), ...size }, { responsive: !paper, displayModeBar: false });
  }
}

addEventListener("beforeprint", () => redraw({ paper: true }));
addEventListener("afterprint", () => redraw({ paper: false }));

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((each) => each.isIntersecting)) {
    watcher.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "200px" });

/** Watch the charts that are new on the page and let go of those that have left it. */
function lookAround() {
  for (const figure of drawn) {
    if (figure.isConnected) continue;
    window.Plotly.purge(figure.querySelector(".chart-canvas"));
    drawn.delete(figure);
  }
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    if (!drawn.has(figure)) watcher.observe(figure);
  }
}

lookAround();
document.addEventListener("htmx:after:settle", lookAround);
document.addEventListener("htmx:after:swap", lookAround);
dark.addEventListener("change", () => redraw({ paper: false }));
