"""What the hall sees and hears: every call once, in its order, on a screen of any shape; and when it is old."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.cables import Cable
from tests.browser.conftest import Open, Window
from tests.browser.programs import Program
from tests.browser.senses import CHIME, expect_heard, expect_lit, forbid_sound, heard, listen

STALE_MS = 6_500
"""Five seconds of silence, and the half second until the page looks at its watch, on a busy machine."""
HOLD_MS = 3_900
"""A call stays four seconds while others wait; a clock of the browser may be a little early."""
LAMP_MS = 13_000

WATCH_HERO = """
window.turns = [];
const look = () => {
  const number = document.querySelector('[data-test="hero-number"]')?.textContent;
  if (number && turns.at(-1)?.[0] !== number) turns.push([number, performance.now()]);
};
new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
look();
"""


@pytest.fixture
def tv(window: Open, office: Program) -> Window:
    """The hall's TV, listening; `office` has nobody in it, counters 3 to 5 are open."""
    made = window("display")
    listen(made.context)
    return open_tv(made, office)


def open_tv(made: Window, office: Program) -> Window:
    """Open the hall's TV in a window."""
    for counter in (3, 4, 5):
        office.at(counter, "open")
    made.open_device("display")
    expect(made.test("clock")).to_be_visible()
    return made


def expect_following(tv: Window, office: Program) -> None:
    """Give a ticket and wait until the screen has heard of it."""
    expect(tv.test("count-E")).to_be_visible()
    office.issue("E")
    waiting = next(group["waiting"] for group in office.desk()["groups"] if group["prefix"] == "E")
    expect(tv.test("count-E")).to_have_text(str(waiting))


def animations_of(tv: Window) -> dict[str, float | None]:
    """What moves on the screen now: name of the animation → how often it is played."""
    found: dict[str, float | None] = tv.page.evaluate(
        "Object.fromEntries(document.getAnimations()"
        ".map(one => [one.animationName, one.effect.getComputedTiming().iterations]))"
    )
    return found


def box_of(tv: Window, selector: str = "#hall") -> list[int]:
    """Left, top, width and height of something on the glass, px; by default of the whole picture."""
    box: list[int] = tv.page.locator(selector).evaluate(
        "e => (r => [r.left, r.top, r.width, r.height].map(Math.round))(e.getBoundingClientRect())"
    )
    return box


def expect_whole(tv: Window) -> None:
    """Assert that nothing a visitor reads hangs over the edge of the glass, or over its own box."""
    over = tv.page.evaluate(
        "[...document.querySelectorAll('[data-test]')].filter(e => {"
        " const r = e.getBoundingClientRect();"
        " return r.width && (r.left < -1 || r.top < -1 || r.right > innerWidth + 1 || r.bottom > innerHeight + 1); })"
        ".map(e => e.dataset.test)"
    )
    assert over == []


def test_a_call_chimes_once_and_a_repeat_twice(tv: Window, office: Program) -> None:
    office.change_settings(lambda s: s.update(recall_spacing_s=1))
    ticket = office.issue("A")
    office.call(3, ticket)
    expect_lit(tv.page, ticket.number)
    expect(tv.test("hero-counter")).to_have_text("3")
    expect_heard(tv.page, CHIME)
    office.recall(3)
    expect_heard(tv.page, CHIME * 3)
    expect_lit(tv.page, ticket.number)
    expect(tv.test("counter-3")).to_contain_text(ticket.number)


def test_a_call_made_before_the_screen_came_up_is_shown_and_said_if_it_is_still_news(
    window: Open, office: Program
) -> None:
    ticket = office.issue("A")
    office.call(3, ticket)
    made = window("display")
    listen(made.context)
    open_tv(made, office)
    expect_lit(made.page, ticket.number)
    expect_heard(made.page, CHIME)


def test_calls_of_the_same_moment_get_their_turns_one_after_another(tv: Window, office: Program) -> None:
    tickets = [office.issue("A"), office.issue("G"), office.issue("D")]
    tv.page.evaluate(WATCH_HERO)
    for counter, ticket in zip((3, 4, 5), tickets, strict=True):
        office.call(counter, ticket)
    expect(tv.test("hero-number")).to_have_text(tickets[-1].number, timeout=LAMP_MS)
    expect_heard(tv.page, CHIME * 3)
    turns = [turn for turn in tv.page.evaluate("turns") if turn[0] in {t.number for t in tickets}]
    assert [number for number, _ in turns] == [ticket.number for ticket in tickets]
    assert turns[1][1] - turns[0][1] >= HOLD_MS
    assert turns[2][1] - turns[1][1] >= HOLD_MS
    expect(tv.page.locator('[data-test="recent-0"] .row-number')).to_have_text(tickets[1].number)
    expect(tv.page.locator('[data-test="recent-1"] .row-number')).to_have_text(tickets[0].number)


def test_a_call_keeps_its_lamp_though_it_is_served_already_and_a_reload_does_not_say_it_again(
    tv: Window, office: Program
) -> None:
    served, later = office.issue("A"), office.issue("A")
    office.call(3, served)
    expect_lit(tv.page, served.number)
    office.at(3, "start")
    expect(tv.page.locator('[data-test="counter-3"] .counter-called')).to_have_count(0)
    expect_lit(tv.page, served.number)
    expect(tv.test("hero")).to_have_attribute("data-lit", "no", timeout=LAMP_MS)
    assert heard(tv.page) == CHIME
    tv.page.reload()
    expect(tv.test("hero-number")).to_have_text(served.number)
    office.call(4, later)
    expect_lit(tv.page, later.number)
    expect_heard(tv.page, CHIME)
    expect(tv.page.locator('[data-test="recent-0"] .row-number')).to_have_text(served.number)


def test_a_new_call_comes_with_three_flashes_of_its_ticket(tv: Window, office: Program) -> None:
    ticket = office.issue("A")
    office.call(3, ticket)
    expect_lit(tv.page, ticket.number)
    moving = animations_of(tv)
    assert moving["hero-flashes"] == 3
    assert "hero-frame" not in moving


def test_where_motion_is_unwanted_a_frame_stands_around_the_new_call_instead(
    tv: Window, office: Program
) -> None:
    tv.page.emulate_media(reduced_motion="reduce")
    ticket = office.issue("A")
    office.call(3, ticket)
    expect_lit(tv.page, ticket.number)
    moving = animations_of(tv)
    assert moving["hero-frame"] == 1
    assert "hero-flashes" not in moving
    frame = tv.page.locator(".hero-flashes").evaluate(
        "e => (s => [s.borderTopStyle, s.animationDuration])(getComputedStyle(e, '::after'))"
    )
    assert frame == ["solid", "3s"]


def test_a_cut_line_is_said_within_five_seconds_and_gone_by_itself_with_the_calls_made_meanwhile(
    window: Open, office: Program
) -> None:
    made = window("display")
    listen(made.context)
    cable = Cable(made.context)
    tv = open_tv(made, office)
    before, meanwhile = office.issue("A"), office.issue("A")
    office.call(3, before)
    expect_lit(tv.page, before.number)
    cable.pull()
    expect(tv.test("stale")).to_be_visible(timeout=STALE_MS)
    expect(tv.test("stale-time")).to_be_visible()
    expect(tv.test("hero")).to_have_attribute("data-lit", "no")
    expect(tv.test("hero-number")).to_have_text(before.number)
    office.call(4, meanwhile)
    cable.put_back()
    tv.gone("stale")
    expect_lit(tv.page, meanwhile.number)
    expect_heard(tv.page, CHIME * 2)


def test_after_an_update_of_the_server_the_screen_takes_the_new_page_once(
    window: Open, office: Program
) -> None:
    made = window("display")
    made.context.add_init_script("Math.random = () => 0")  # the screens of an office spread their questions
    cable = Cable(made.context)
    tv = open_tv(made, office)
    tv.page.route("**/fresh", lambda route: route.fulfill(json={"csrf": "", "version": "newer"}))
    expect_following(tv, office)
    tv.page.evaluate("window.old = true")
    cable.drop_sockets()
    tv.page.wait_for_function("() => window.old === undefined")
    expect_following(tv, office)
    tv.page.evaluate("window.old = true")
    with tv.page.expect_response("**/fresh"):
        cable.drop_sockets()
    expect_following(tv, office)
    assert tv.page.evaluate("window.old") is True


def test_an_upright_screen_shows_everything_whole(window: Open, office: Program) -> None:
    tv = open_tv(window("display-portrait"), office)
    ticket = office.issue("A")
    office.call(3, ticket)
    expect_lit(tv.page, ticket.number)
    expect(tv.page.locator(".hall-tall")).to_be_visible()
    assert box_of(tv) == [0, 0, 1080, 1920]
    expect_whole(tv)
    assert box_of(tv, '[data-test="hero-number"]')[2] > 1080 / 3


def test_a_screen_hung_another_way_round_is_turned(tv: Window, office: Program) -> None:
    ticket = office.issue("A")
    office.call(3, ticket)
    corners = {90: ("right", "bottom"), 180: ("left", "bottom"), 270: ("left", "top")}
    for degrees, corner in corners.items():
        tv.page.goto(f"/display?rotate={degrees}")
        expect(tv.page.locator(".hall-wide" if degrees == 180 else ".hall-tall")).to_be_visible()
        expect_lit(tv.page, ticket.number)
        assert box_of(tv) == [0, 0, 1920, 1080]
        expect_whole(tv)
        left, top, *_ = box_of(tv, '[data-test="clock"]')
        assert ("left" if left < 960 else "right", "top" if top < 540 else "bottom") == corner


def test_a_screen_that_cuts_its_edges_keeps_them_free(tv: Window) -> None:
    tv.page.goto("/display?overscan=5")
    expect(tv.test("clock")).to_be_visible()
    assert box_of(tv) == [96, 54, 1728, 972]
    expect_whole(tv)


def test_a_browser_that_forbids_sound_is_said_to_and_one_touch_allows_it(
    window: Open, office: Program
) -> None:
    made = window("display")
    listen(made.context)
    forbid_sound(made.context)
    tv = open_tv(made, office)
    silent, spoken = office.issue("A"), office.issue("A")
    office.call(3, silent)
    expect_lit(tv.page, silent.number)
    assert heard(tv.page) == []
    tv.test("sound").click()
    tv.gone("sound")
    office.call(4, spoken)
    expect_lit(tv.page, spoken.number)
    expect_heard(tv.page, CHIME)


def test_beside_thai_stands_the_other_language_that_is_offered_and_nothing_where_there_is_none(
    tv: Window, window: Open, office: Program
) -> None:
    desk = window("console")
    desk.sign_in("administrator", "/overview")

    def offer(*beside: str) -> None:
        desk.page.goto("/settings/languages")
        for code in ("ms", "en"):
            desk.page.locator(f'input[name="languages_beside"][value="{code}"]').set_checked(code in beside)
        desk.test("save").click()
        expect(desk.test("done")).to_be_visible()

    try:
        for beside, shown in ((("en",), ["en"]), ((), []), (("ms", "en"), ["ms"])):
            offer(*beside)
            expect(tv.page.locator('.waiting [lang="en"]')).to_have_count(8 if shown == ["en"] else 0)
            expect_following(tv, office)
            others = tv.page.locator("#hall [lang]:not([lang=th])").evaluate_all(
                "all => all.map(e => e.lang)"
            )
            assert sorted(set(others)) == shown
            expect_whole(tv)
    finally:
        offer("ms", "en")
