// Shows what a term of the glossary means, beside it: under the mouse, at the keyboard's focus, by a
// tap. Without this script, or in a browser that knows no popovers, the link leads to the glossary.
"use strict";

(() => {
  if (!("showPopover" in HTMLElement.prototype)) {
    return;
  }
  const WAIT = 250; // milliseconds: who only passes sees nothing, and there is time to reach a card
  const GAP = 8; // pixels between a card and the edges of the window
  let shown = null; // the link whose card is open
  let timer = null;

  const cardOf = (link) =>
    document.getElementById(link.getAttribute("aria-describedby")).closest(".nma-card");

  const later = (action) => {
    clearTimeout(timer);
    timer = setTimeout(action, WAIT);
  };

  const hide = () => {
    clearTimeout(timer);
    if (shown !== null) {
      cardOf(shown).hidePopover();
      shown = null;
    }
  };

  // Below the term, or above where the window ends; it then moves with the page.
  const place = () => {
    const card = cardOf(shown);
    const lines = shown.getClientRects(); // a term may go on in the next line
    const above = lines[0].top - card.offsetHeight - GAP / 2;
    const below = lines[lines.length - 1].bottom + GAP / 2;
    const fits = below + card.offsetHeight + GAP < innerHeight || above < GAP;
    const widest = document.documentElement.clientWidth - card.offsetWidth - GAP;
    card.style.top = `${scrollY + (fits ? below : above)}px`;
    card.style.left = `${scrollX + Math.max(GAP, Math.min(lines[0].left, widest))}px`;
  };

  const show = (link, byTap) => {
    hide();
    shown = link;
    const card = cardOf(link);
    card.classList.toggle("nma-card--tapped", byTap); // a finger cannot follow the term itself
    card.showPopover();
    place();
  };

  const setUp = (link) => {
    const card = cardOf(link);
    let isFirstTap = false;
    link.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType === "mouse") {
        later(() => shown !== link && show(link, false));
      }
    });
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    for (const element of [link, card]) {
      element.addEventListener("pointerleave", ({ pointerType }) => {
        if (pointerType === "mouse") {
          later(hide);
        }
      });
    }
    link.addEventListener("focus", () => {
      if (link.matches(":focus-visible")) {
        show(link, false);
      }
    });
    link.addEventListener("blur", () => {
      if (!card.classList.contains("nma-card--tapped")) {
        hide();
      }
    });
    link.addEventListener("pointerdown", ({ pointerType }) => {
      isFirstTap = pointerType !== "mouse" && shown !== link;
    });
    link.addEventListener("click", (event) => {
      if (isFirstTap) {
        event.preventDefault();
        show(link, true);
        isFirstTap = false;
      } else {
        hide();
      }
    });
  };

  document.querySelectorAll("a.nma-term").forEach(setUp);
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown !== null && !target.closest?.(".nma-card") && !shown.contains(target)) {
      hide();
    }
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") {
      hide();
    }
  });
  addEventListener("resize", () => shown !== null && place());
})();
