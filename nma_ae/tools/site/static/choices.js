// Questions with a choice: who presses an option learns whether it is right, and the fold below says
// why. The first choice counts: it is a prediction.
"use strict";

(() => {
  const { yes, no } = document.currentScript.dataset;
  const { chosen, choose } = window.nmaProgress;

  const setUp = (verdict) => {
    const { question, right } = verdict.dataset;
    const before = verdict.previousElementSibling;
    const list = before.matches("ol") ? before : before.querySelector("ol");

    const options = [...list.children].map((item, index) => {
      const letter = String.fromCharCode("A".charCodeAt(0) + index);
      const button = document.createElement("button");
      button.type = "button";
      const sign = document.createElement("span");
      sign.className = "nma-choice__sign";
      const text = document.createElement("span");
      text.append(...(item.querySelector("p") ?? item).childNodes);
      button.append(sign, text);
      item.replaceChildren(button);
      button.addEventListener("click", () => {
        if (chosen(question) === undefined) {
          choose(question, letter);
          verdict.nextElementSibling.open = true;
        }
      });
      return { letter, button, sign };
    });

    const show = () => {
      const answer = chosen(question);
      for (const { letter, button, sign } of options) {
        const isRight = answer !== undefined && letter === right;
        const isWrong = letter === answer && letter !== right;
        button.classList.toggle("nma-choice__right", isRight);
        button.classList.toggle("nma-choice__wrong", isWrong);
        button.setAttribute("aria-pressed", letter === answer);
        button.setAttribute("aria-disabled", answer !== undefined);
        sign.textContent = `${isRight ? "✓" : isWrong ? "✗" : ""} ${letter}.`;
      }
      verdict.classList.toggle("nma-choice--right", answer === right);
      const said = answer === right ? yes : no;
      const text =
        answer === undefined ? "" : said.replace("{chosen}", answer).replace("{right}", right);
      if (verdict.textContent !== text) {
        verdict.textContent = text; // and is announced once
      }
    };
    document.addEventListener("nma-progress", show);
    show();
  };

  document.querySelectorAll(".nma-choice").forEach(setUp);
})();
