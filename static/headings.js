// The headings of a post: its table of contents tells the place one is at, and an anchor copies its heading's address.
(() => {
  const { copy, copied } = document.currentScript.dataset;

  const links = new Map([...document.querySelectorAll(".toc a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  const passed = new Set();
  const show = (here) => {
    for (const link of links.values()) link.removeAttribute("aria-current");
    here?.setAttribute("aria-current", "location");
    const box = here?.closest("details");
    if (box?.scrollHeight > box?.clientHeight) box.scrollTop = here.offsetTop - box.clientHeight / 2;
  };
  // A heading is passed when it is above a line in the upper part of the window, however far.
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) passed[isIntersecting ? "add" : "delete"](target.id);
    show([...links].findLast(([id]) => passed.has(id))?.[1]);
  }, { rootMargin: "10000000px 0px -65% 0px" });
  for (const id of links.keys()) observer.observe(document.getElementById(id));

  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.body.append(status);
  for (const anchor of document.querySelectorAll(".post-body .anchor")) {
    anchor.removeAttribute("aria-hidden");
    anchor.removeAttribute("tabindex");
    anchor.setAttribute("aria-label", copy);
    anchor.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(anchor.href).then(() => {
        status.textContent = anchor.dataset.said = copied;
        setTimeout(() => { status.textContent = ""; delete anchor.dataset.said; }, 2000);
      }, () => { /* the address is in the address bar */ });
    });
  }
})();
