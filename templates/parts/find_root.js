{# Where the site begins, which a page that hosts show at any address cannot know: on a disk in the page's own folder, on a
host at the top, or if the style is not there, in the first folder of the address that has it. #}
(() => {
  const base = document.querySelector("base");
  if (location.protocol === "file:") return base.remove();
  const folders = location.pathname.split("/").slice(1, -1);
  const sheet = () => document.querySelector("link[rel=stylesheet]");
  const renew = (old) => {
    const made = document.createElement(old.localName);
    for (const { name, value } of old.attributes) made.setAttribute(name, value);
    made.async = false;
    old.replaceWith(made);
    return made;
  };
  const look = () => {
    if (!folders.length) return;
    base.href += `${folders.shift()}/`;
    renew(sheet()).onload = () => {
      document.querySelectorAll("link[rel=icon], link[rel=stylesheet] ~ link[rel=stylesheet], script[src]").forEach(renew);
    };
  };
  addEventListener("error", ({ target }) => {
    if (target !== sheet()) return;
    if (document.readyState === "complete") look();
    else addEventListener("load", look, { once: true });
  }, true);
})();
