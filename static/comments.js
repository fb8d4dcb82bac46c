// Comments on a post: nothing is asked of another host before a reader comes near to them. They follow light and dark.
(() => {
  const box = document.querySelector(".comments");
  const { kind, thread, language, ...given } = box.dataset;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const scheme = () => {
    const { scheme } = document.documentElement.dataset;
    return scheme === "auto" ? (system.matches ? "dark" : "light") : scheme;
  };

  const load = {
    giscus() {
      const script = document.createElement("script");
      const { repo, repoId, category, categoryId } = given;
      Object.assign(script.dataset, { repo, repoId, category, categoryId, mapping: "specific", term: thread, strict: 1 });
      Object.assign(script.dataset, { reactionsEnabled: 1, emitMetadata: 0, theme: scheme(), lang: language });
      script.src = "https://giscus.app/client.js";
      script.crossOrigin = "anonymous";
      box.append(script);
    },
    async waline() {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = `${given.client}/waline.css`;
      document.head.append(sheet);
      const { init } = await import(`${given.client}/waline.js`);
      const el = box.appendChild(document.createElement("div"));
      init({ el, serverURL: given.server, path: thread, lang: language, dark: ".comments.dark" });
    },
  };

  const show = () => {
    box.classList.toggle("dark", scheme() === "dark");
    const giscus = box.querySelector("iframe.giscus-frame")?.contentWindow;
    giscus?.postMessage({ giscus: { setConfig: { theme: scheme() } } }, "https://giscus.app");
  };
  system.addEventListener("change", show);
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["data-scheme"] });
  show();

  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    load[kind]();
  }, { rootMargin: "300px" }).observe(box);
})();
