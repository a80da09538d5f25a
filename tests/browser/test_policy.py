"""The windows of all browser tests notice what the policy stops: shown once, so that silence means something."""

from __future__ import annotations

from tests.browser.conftest import Open

STYLE_BY_ATTRIBUTE = """() => new Promise((done) => {
  document.addEventListener("securitypolicyviolation", () => done(true), {once: true});
  document.body.setAttribute("style", "color: red");
})"""


def test_a_violation_of_the_policy_is_a_fault_of_the_window(window: Open) -> None:
    page = window("console")
    page.page.goto("/sign-in")
    page.settle()
    assert page.faults == []
    page.page.evaluate(STYLE_BY_ATTRIBUTE)
    page.page.wait_for_function("true")
    assert any("the policy stopped style-src" in fault for fault in page.faults)
    page.faults.clear()  # the fixture demands that there are none at the end
