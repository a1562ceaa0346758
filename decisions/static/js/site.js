// Enhancements only: every page works without this file.
"use strict";

function countCharacters(area) {
  const note = document.getElementById(`${area.id}-count`);
  if (!note) return;
  const show = () => {
    const left = Number(area.dataset.limit) - [...area.value].length;
    note.textContent = (left < 0 ? note.dataset.over : note.dataset.left).replace("{n}", Math.abs(left));
    note.classList.toggle("error", left < 0);
  };
  area.addEventListener("input", show);
  if (area.value) show();
}

function offerCopy(place) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary no-print";
  button.textContent = place.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.querySelector("code").textContent);
    button.textContent = place.dataset.copied;
  });
  place.after(button);
}

document.querySelectorAll("textarea[data-limit]").forEach(countCharacters);
document.querySelectorAll("[data-copy]").forEach(offerCopy);

// A page that watches background work asks again by itself, unless somebody is about to type or choose there.
document.querySelectorAll("[data-refresh-seconds]").forEach((place) => {
  setInterval(() => {
    if (!document.hidden && !document.activeElement?.matches("input, textarea, select")) location.reload();
  }, Number(place.dataset.refreshSeconds) * 1000);
});
