// Shows or takes away the panel of problems, without a reload, when livereload brings word of it.
(function () {
  var ID = "sitegen-problems";

  function Problems() {}
  Problems.identifier = ID;
  Problems.version = "1.0";
  Problems.prototype.reload = function (path) {
    if (path !== ID) return false;
    fetch("/livereload/problems", { cache: "no-store" })
      .then(function (answer) { return answer.text(); })
      .then(function (html) {
        var old = document.getElementById(ID);
        if (old) old.remove();
        document.body.insertAdjacentHTML("beforeend", html);
      });
    return true;
  };

  if (window.LiveReload && window.LiveReload.reloader) window.LiveReload.addPlugin(Problems);
})();
