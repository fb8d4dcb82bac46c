// The list of popular posts in another order: each button that is pressed sorts it. Without scripts it stands by reads.
(() => {
  const bar = document.querySelector(".sorting");
  const list = document.querySelector(".ranking");
  const orders = {
    reads: (a, b) => a.value - b.value,
    date: (a, b) => b.dataset.date.localeCompare(a.dataset.date) || a.value - b.value,
  };
  bar.addEventListener("click", ({ target }) => {
    if (!(target.dataset.by in orders)) return;
    for (const button of bar.children) button.setAttribute("aria-pressed", button === target);
    list.append(...[...list.children].sort(orders[target.dataset.by]));
  });
  bar.hidden = false;
})();
