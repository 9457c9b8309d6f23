(function () {
  "use strict";
  var specs = document.querySelectorAll("script.spec");
  specs.forEach(function (node) {
    var place = document.getElementById(node.dataset.chart);
    var options = {
      mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
      tooltip: { disableDefaultStyle: true }, loader: { load: function () { return Promise.reject(new Error("no network")); } }
    };
    place.hidden = false;
    window.steercoEmbed(place, JSON.parse(node.textContent), options).then(function () {
      place.parentNode.classList.add("on");
    }).catch(function () {
      place.hidden = true;
    });
  });
  function open() {
    var found = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    var details = found && found.querySelector("details");
    if (details) { details.open = true; found.scrollIntoView(); }
  }
  window.addEventListener("hashchange", open);
  open();
})();
