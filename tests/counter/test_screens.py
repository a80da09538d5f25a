"""A hall screen is set up and notices are kept on pages: judged, versioned, journalled, told to the screen at once."""

from __future__ import annotations

import json
import struct
from io import BytesIO
from typing import Any

import pytest
import typst
from PIL import Image
from werkzeug.test import TestResponse

from counter.hall.media import MOST_PAGES, take_media
from counter.settings.change import newest_changes, undo
from shared.domain.errors import QueueError
from shared.domain.notices import MOST_NOTICES, USUAL_OWN
from shared.domain.screens import Screen, read_screen
from tests.cast import EVE
from tests.counter.test_settings import HTML, code_of, form_of, save
from tests.lobby import Browser, Lobby

TEXT = {
    "title_th": "ปิดทำการวันศุกร์", "title_ms": "Tutup hari Jumaat", "title_en": "Closed on Friday",
    "text_th": "เปิดอีกครั้งวันจันทร์", "text_ms": "", "text_en": "",
}  # fmt: skip


def box(kind: bytes, body: bytes = b"") -> bytes:
    """Return a box of an MP4 file."""
    return struct.pack(">I4s", len(body) + 8, kind) + body


MP4 = box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", b"x" * 20) + box(b"mdat", b"y" * 40)


def picture(form: str = "PNG") -> bytes:
    """Return a small picture."""
    kept = BytesIO()
    Image.new("RGB", (40, 30), "green").save(kept, form)
    return kept.getvalue()


def pdf(pages: int) -> bytes:
    """Return a document with so many pages."""
    made = typst.compile(
        ("#set page(width: 60pt, height: 40pt)\n" + "#pagebreak()\n".join(f"p{n}\n" for n in range(pages))).encode(),
        format="pdf",
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def screen_id(lobby: Lobby) -> int:
    """Return the id of the paired TV."""
    text = lobby.person(EVE).page("/settings/screens").get_data(as_text=True)
    return int(text.split('data-test="screen-')[1].split('"')[0])


def told(lobby: Lobby) -> dict[str, Any]:
    """Return what the TV is told of itself."""
    answer = lobby.device("display").get("/screen")
    assert answer.status == 200
    found: dict[str, Any] = answer.data
    return found


def add(eve: Browser, fields: dict[str, Any], **changed: Any) -> TestResponse:
    """Send the form of a new notice."""
    form = {**form_of(eve, "/settings/notices/new"), **fields, **changed}
    return eve.client.post("/settings/notices/new", data=form, headers=HTML)


def sent(body: bytes, name: str = "notice.bin") -> dict[str, Any]:
    """Return a form's file."""
    return {"file": (BytesIO(body), name)}


def test_a_screen_that_nobody_has_set_up_is_as_it_comes(lobby: Lobby) -> None:
    assert read_screen({}, 7) == Screen()
    shape = told(lobby)["screen"]
    assert (shape["layout"], shape["rotate"], shape["groups"], shape["notices"]) == ("columns", 0, [], True)


def test_a_screen_set_up_anew_hears_it_with_the_next_board_and_the_change_can_be_undone(
    lobby: Lobby,
) -> None:
    office = lobby.office
    eve, number = lobby.person(EVE), screen_id(lobby)
    before = lobby.device("display").get("/board").data["stage"]
    answer = save(
        eve, f"/settings/screens/{number}", form_of(eve, f"/settings/screens/{number}"),
        layout="big", inches="55", rotate="90", distance_m="8", groups="tax", counters="3",
    )  # fmt: skip
    assert answer.status_code == 303
    after = lobby.device("display").get("/board").data["stage"]
    shape = told(lobby)
    assert after != before
    assert shape["stage"] == after
    assert shape["screen"] == {
        "layout": "big", "rotate": 90, "overscan_pct": 0, "inches": 55, "distance_m": 8, "groups": ["tax"],
        "counters": [3], "notices": True,
    }  # fmt: skip
    with office.engine.connect() as conn:
        change = newest_changes(conn, office.site_id)[0]
    assert change.subject == "settings:screens"
    office.take_turn(lambda turn: undo(turn, seq=change.seq))
    assert told(lobby)["screen"]["layout"] == "columns"


@pytest.mark.parametrize(
    ("field", "value"),
    [("layout", "disco"), ("rotate", "45"), ("distance_m", "0"), ("distance_m", "x"), ("overscan_pct", "11"),
     ("groups", "none"), ("counters", "77"), ("inches", "3")],
)  # fmt: skip
def test_a_screen_is_not_set_up_as_no_screen_can_be(lobby: Lobby, field: str, value: str) -> None:
    eve, number = lobby.person(EVE), screen_id(lobby)
    form = form_of(eve, f"/settings/screens/{number}")
    answer = save(
        eve,
        f"/settings/screens/{number}",
        {**form, "layout": "big", "inches": "43", "rotate": "0", field: value},
    )
    assert code_of(answer) == "request.invalid"
    assert told(lobby)["screen"]["layout"] == "columns"


def test_the_second_of_two_who_set_screens_up_is_told(lobby: Lobby) -> None:
    eve, number = lobby.person(EVE), screen_id(lobby)
    form = {**form_of(eve, f"/settings/screens/{number}"), "layout": "big", "inches": "43", "rotate": "0"}
    assert save(eve, f"/settings/screens/{number}", form).status_code == 303
    assert code_of(save(eve, f"/settings/screens/{number}", form, layout="counters")) == "settings.conflict"
    assert told(lobby)["screen"]["layout"] == "big"


def test_only_a_paired_tv_has_a_form(lobby: Lobby) -> None:
    assert lobby.person(EVE).page("/settings/screens/99999").status_code == 404


def test_a_text_is_shown_when_it_is_saved_and_gone_when_it_is_removed(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    assert (
        add(
            eve, TEXT, first_day="2026-04-01", last_day="2026-04-30", from_time="9.00", until_time="12:00"
        ).status_code
        == 303
    )
    (notice,) = told(lobby)["notices"]["items"]
    assert notice["title"]["ms"] == "Tutup hari Jumaat"
    assert (notice["kind"], notice["first_day"], notice["from_time"]) == ("text", "2026-04-01", "09:00")
    path = f"/settings/notices/{notice['id']}"
    assert save(eve, path, form_of(eve, path), wish="remove").status_code == 303
    assert told(lobby)["notices"]["items"] == []


def test_a_notice_that_is_put_aside_is_kept_but_not_told(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    add(eve, TEXT, off="yes")
    assert told(lobby)["notices"]["items"] == []
    assert "ปิดทำการวันศุกร์" in eve.page("/settings/notices").get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong",
    [{"title_th": ""}, {"first_day": "2026-13-01"}, {"first_day": "2026-05-01", "last_day": "2026-04-01"},
     {"seconds": "4"}, {"from_time": "12:00", "until_time": "09:00"}, {"until_time": "25:00"},
     {"title_th": "x" * 401}],
)  # fmt: skip
def test_a_notice_that_could_never_be_shown_is_refused(lobby: Lobby, wrong: dict[str, str]) -> None:
    assert code_of(add(lobby.person(EVE), TEXT, **wrong)) == "request.invalid"
    assert told(lobby)["notices"]["items"] == []


def test_a_picture_is_drawn_anew_and_a_tv_gets_it(lobby: Lobby) -> None:
    assert add(lobby.person(EVE), TEXT, **sent(picture("JPEG"), "fair.png")).status_code == 303
    (notice,) = told(lobby)["notices"]["items"]
    assert (notice["kind"], notice["media"], len(notice["files"])) == ("picture", "image/jpeg", 1)
    with lobby.device("display").page(f"/notices/{notice['files'][0]}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert "immutable" in answer.headers["Cache-Control"]
    assert lobby.visitor().page(f"/notices/{notice['files'][0]}").status_code == 401


def test_each_page_of_a_pdf_becomes_a_picture(lobby: Lobby) -> None:
    assert add(lobby.person(EVE), TEXT, **sent(pdf(3))).status_code == 303
    (notice,) = told(lobby)["notices"]["items"]
    assert (notice["kind"], notice["media"], len(notice["files"])) == ("pdf", "image/png", 3)


def test_a_video_is_sent_in_the_parts_a_browser_asks_for(lobby: Lobby) -> None:
    assert add(lobby.person(EVE), TEXT, **sent(MP4), sound="yes").status_code == 303
    (notice,) = told(lobby)["notices"]["items"]
    assert (notice["kind"], notice["sound"]) == ("video", True)
    part = {"Range": "bytes=4-7"}
    with lobby.device("display").client.get(f"/notices/{notice['files'][0]}", headers=part) as answer:
        assert (answer.status_code, answer.data) == (206, b"ftyp")


def test_a_notice_keeps_its_file_when_only_its_words_change(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    add(eve, TEXT, **sent(picture()))
    (before,) = told(lobby)["notices"]["items"]
    path = f"/settings/notices/{before['id']}"
    save(eve, path, form_of(eve, path), title_en="Fair")
    (after,) = told(lobby)["notices"]["items"]
    assert (after["files"], after["title"]["en"]) == (before["files"], "Fair")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"MZ this is a program", "file.kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "file.kind"),
        (picture()[:60], "file.broken"),
        (MP4[:-5], "file.broken"),
        (box(b"ftyp", b"isom"), "file.broken"),
        (b"\x00\x00\x00\x02ftyp" + b"\x00" * 60, "file.broken"),
        (b"\x1a\x45\xdf\xa3 matroska but not for the web", "file.kind"),
        (pdf(1)[:300], "file.broken"),
        (pdf(MOST_PAGES + 1), "file.too_many"),
    ],
)
def test_a_file_that_is_not_what_a_screen_can_show_is_refused(lobby: Lobby, body: bytes, code: str) -> None:
    assert code_of(add(lobby.person(EVE), TEXT, **sent(body, "picture.png"))) == code
    assert told(lobby)["notices"]["items"] == []


def test_a_webm_is_known_by_its_beginning() -> None:
    assert take_media("x", b"\x1a\x45\xdf\xa3\x01\x42\x82\x84webm" + b"\0" * 20).media == "video/webm"
    with pytest.raises(QueueError):
        take_media("x", b"")


def test_only_files_of_notices_are_served(lobby: Lobby) -> None:
    assert lobby.device("display").page(f"/notices/{'0' * 64}").status_code == 404


def test_notices_keep_their_order_and_one_can_be_moved_up(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    for name in ("one", "two", "three"):
        add(eve, TEXT, title_th=name)
    third = told(lobby)["notices"]["items"][2]["id"]
    save(eve, "/settings/notices", form_of(eve, "/settings/notices"), up=third)
    assert [item["title"]["th"] for item in told(lobby)["notices"]["items"]] == ["one", "three", "two"]


def test_what_the_system_says_by_itself_can_be_chosen(lobby: Lobby) -> None:
    eve = lobby.person(EVE)
    assert told(lobby)["notices"]["own"] == list(USUAL_OWN)
    form = {name: value for name, value in form_of(eve, "/settings/notices").items() if name != "own"}
    save(eve, "/settings/notices", form, own="documents")
    assert told(lobby)["notices"]["own"] == ["documents"]


def test_more_notices_than_a_hall_can_take_in_are_refused(lobby: Lobby) -> None:
    office = lobby.office
    eve = lobby.person(EVE)
    add(eve, TEXT)
    (one,) = told(lobby)["notices"]["items"]
    many = [{**one, "id": f"{n:08d}"} for n in range(MOST_NOTICES)]
    office.set(notices={"items": many})
    assert code_of(add(eve, TEXT)) == "file.too_many"


def test_the_survey_s_code_is_there_while_its_address_is_set(lobby: Lobby) -> None:
    office = lobby.office
    tv = lobby.device("display")
    assert tv.page("/notices/eit.svg").status_code == 404
    eit = {"url": "https://itas.nacc.go.th/go/eit/abc", "first": "2027-01-01", "last": None, "place": None}
    office.set(report={"eit": eit})
    assert tv.page("/notices/eit.svg").status_code == 404
    office.set(report={"eit": {**eit, "last": "2027-06-30"}})
    assert told(lobby)["notices"]["eit"]["last_day"] == "2027-06-30"
    answer = tv.page("/notices/eit.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_a_preview_is_for_who_sets_screens_up_and_may_stand_in_our_own_page_only(lobby: Lobby) -> None:
    number = screen_id(lobby)
    answer = lobby.person(EVE).page(f"/display/preview/{number}?layout=counters&distance_m=9&overscan=99")
    assert answer.status_code == 200
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    text = answer.get_data(as_text=True)
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    shape = data["shape"]["screen"]
    assert (shape["layout"], shape["distance_m"], shape["overscan_pct"]) == ("counters", 9, 10)
    assert lobby.device("display").page(f"/display/preview/{number}").status_code in (401, 403)
    assert "frame-ancestors 'none'" in lobby.person(EVE).page("/overview").headers["Content-Security-Policy"]


def test_the_plain_page_says_the_newest_calls_without_any_script_of_ours(
    lobby: Lobby,
) -> None:
    office = lobby.office
    office.issue("B")
    office.ana.open("B").call_next()
    answer = lobby.device("display").page("/display/plain")
    text = answer.get_data(as_text=True)
    assert answer.headers["Refresh"] == "5"
    assert "<td>B001</td>" in text
    assert "main.js" not in text
    assert 'data-test="pair"' in lobby.visitor().page("/display/plain").get_data(as_text=True)


def test_the_plain_page_keeps_to_the_zone_of_its_screen(lobby: Lobby) -> None:
    office = lobby.office
    number = screen_id(lobby)
    office.issue("B")
    office.ana.open("B").call_next()
    office.set(screens={str(number): {"groups": ["welfare"]}})
    assert "B001" not in lobby.device("display").page("/display/plain").get_data(as_text=True)
