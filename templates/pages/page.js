"use strict";
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const recall = () => { try { return localStorage.getItem("xlmarket-theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("xlmarket-theme", theme); } catch { /* a page may have no storage */ } };
  const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  if (["light", "dark"].includes(recall())) root.dataset.theme = recall();

  const label = (button) => {
    button.textContent = shown() === "dark" ? "Light colours" : "Dark colours";
  };

  const value = (row, column) => {
    const cell = row.cells[column];
    const text = cell.textContent.trim();
    if (!("value" in cell.dataset)) return text || null;
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  };

  const compare = (one, two) =>
    typeof one === "number" && typeof two === "number" ? one - two : String(one).localeCompare(String(two), "en", { numeric: true });

  const sort = (table, head) => {
    const descending = head.getAttribute("aria-sort") !== "descending" && (head.classList.contains("n") || head.getAttribute("aria-sort") === "ascending");
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    for (const body of table.tBodies) {
      const rows = [...body.rows].map((row) => [value(row, head.cellIndex), row]);
      const present = rows.filter(([key]) => key !== null).sort(([one], [two]) => compare(one, two) * (descending ? -1 : 1));
      body.append(...present.map(([, row]) => row), ...rows.filter(([key]) => key === null).map(([, row]) => row));
    }
  };

  const equip = (table) => {
    for (const head of table.tHead.rows[0].cells) {
      if (head.tagName !== "TH" || !head.textContent.trim()) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Sort by this column";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("table.sortable").forEach(equip);
    const button = document.getElementById("theme");
    if (!button) return;
    button.hidden = false;
    label(button);
    dark.addEventListener("change", () => label(button));
    button.addEventListener("click", () => {
      root.dataset.theme = shown() === "dark" ? "light" : "dark";
      keep(root.dataset.theme);
      label(button);
    });
  });
})();
