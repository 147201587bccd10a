// Charts of the staff pages: a <figure data-chart data-plotly-src="…"> holds a plotly figure in a
// <script type="application/json">. The library is large, so it comes when a chart comes into view.

const dark = matchMedia("(prefers-color-scheme: dark)");
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

/** Read the figure of a chart in the colours of the page. Read again at each drawing: plotly writes into it. */
function read(figure) {
  const text = figure.querySelector("script[type='application/json']").textContent;
  return JSON.parse(text, (_key, value) => (Object.hasOwn(TOKENS, value) ? token(TOKENS[value]) : value));
}

/** The letters and the ground of the page, and numbers as its language writes them. */
function look(layout) {
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  return {
    height: 360,
    margin: { l: 8, r: 8, t: 16, b: 8 },
    separators: document.documentElement.lang === "fr" ? ",\u202f" : ",.",
    ...layout,
    ...Object.fromEntries(["xaxis", "yaxis", ...axes].map((key) => [key, { automargin: true, gridcolor: token("--line"), linecolor: token("--edge"), ...layout[key] }])),
    autosize: true,
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { size: 14, ...layout.font, family: getComputedStyle(document.body).fontFamily, color: token("--ink") },
    hoverlabel: { bgcolor: token("--surface"), font: { color: token("--ink") } },
  };
}

async function draw(figure) {
  const Plotly = await plotly(figure.dataset.plotlySrc);
  if (!figure.isConnected) return;
  let canvas = figure.querySelector(".chart-canvas");
  if (!canvas) {
    canvas = document.createElement("div");
    canvas.className = "chart-canvas";
    figure.querySelector("script").before(canvas);
  }
  const { data, layout = {} } = read(figure);
  await Plotly.react(canvas, data, look(layout), {
    responsive: true,
    displaylogo: false,
    displayModeBar: "hover",
    modeBarButtons: [["toImage"]],
  });
  drawn.add(figure);
}

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
dark.addEventListener("change", () => drawn.forEach(draw));
