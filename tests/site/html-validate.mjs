// What pages must hold: what the HTML standard says, without html-validate's rules of style. What keeps
// people from reading a page, axe looks for, in the browser.
export default {
  root: true,
  extends: ["html-validate:standard"],
  rules: { "missing-doctype": "error" },
};
