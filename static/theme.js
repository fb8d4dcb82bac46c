// The colour scheme: automatic, light or dark, remembered. Loaded before the page is painted, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const read = () => {
    try { return localStorage.getItem("scheme"); } catch { return null; }
  };
  const show = (scheme) => {
    root.dataset.scheme = ["light", "dark"].includes(scheme) ? scheme : "auto";
    const button = document.querySelector(".scheme");
    if (button) button.title = button.dataset[root.dataset.scheme];
    if (button) button.setAttribute("aria-label", button.title);
  };
  const next = () => {
    const systemIsDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const turns = systemIsDark ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    return turns[(turns.indexOf(root.dataset.scheme) + 1) % 3];
  };
  show(read());
  const ready = () => {
    show(root.dataset.scheme);
    document.querySelector(".scheme")?.addEventListener("click", () => {
      show(next());
      try { localStorage.setItem("scheme", root.dataset.scheme); } catch { /* it holds for this page */ }
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
  addEventListener("storage", (event) => { if (event.key === "scheme") show(event.newValue); });
  addEventListener("pageshow", (event) => { if (event.persisted) show(read()); });
})();
