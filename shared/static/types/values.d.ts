// Made from shared/live/values.py by `python -m deploy.generate`. Do not edit.

/** The same words in the three languages. */
export interface Text {
  th: string;
  ms: string;
  en: string;
}

/** An estimate as a range of whole minutes. */
export interface Wait {
  low_min: number;
  high_min: number;
}

/** Whether the office works now, and when that changes. Clock times are local `HH:MM`, dates `YYYY-MM-DD`. */
export interface Hall {
  state: "open" | "before" | "lunch" | "lunch_closed" | "last_ticket" | "closed" | "holiday" | "clock";
  opens: string;
  closes: string;
  last_ticket: string;
  lunch: [string, string] | null;
  next_open_date: string | null;
  next_open_time: string | null;
  holiday: Text | null;
}

/** What is written on every screen; comes from the settings. */
export interface Office {
  name: Text;
  place: Text;
  rule: Text;
  priority_text: Text;
  days: Text;
  simulated: boolean;
  logo: string | null;
}

/** What is said for a call in one language: addresses of clips (`/voice/<address>.wav`) to be joined in order. */
export interface Speech {
  language: "th" | "ms" | "en";
  full: string[];
  brief: string[];
  ms: number;
  brief_ms: number;
}

/** A call that somebody tries: to be heard, no ticket. `id` grows; a screen says those above the last it knew. */
export interface VoiceTrial {
  id: number;
  speech: Speech[];
  minutes: [string, string];
}

/** How the hall is spoken to. `version` changes with the clips, empty while there are none; `loudness` are local */
export interface Voice {
  version: string;
  repeats: number;
  loudness: [string, number][];
  trial: VoiceTrial | null;
}

/** The headline of the newest published results: satisfaction in percent as text, and how many answered. */
export interface BoardResults {
  year_be: number;
  round: "half" | "annual";
  percent: string;
  n: number;
}

/** A call. `call` grows with every call of the site, repeats included: a TV speaks those above the last it spoke. */
export interface BoardCall {
  call: number;
  number: string;
  counter: number;
  group: string;
  language: "th" | "ms" | "en";
  repeat: number;
  at: string;
  speech: Speech[];
}

/** A counter as the hall sees it. `groups` are prefixes. `ticket` is called or being served there. */
export interface BoardCounter {
  number: number;
  state: "closed" | "open" | "paused";
  reason: "break" | "prayer" | "meeting" | "document" | "other" | null;
  groups: string[];
  ticket: string | null;
  ticket_state: "waiting" | "called" | "serving" | "held" | "no_show" | "finished" | "cancelled" | "abandoned" | null;
}

/** A group's line. `code` is what the API takes as `group`; `documents` are what to bring. */
export interface BoardGroup {
  code: string;
  prefix: string;
  name: Text;
  short: Text;
  icon: string;
  colour: string;
  state: "open" | "closed" | "full";
  opens: string | null;
  waiting: number;
  wait: Wait | null;
  counters_open: number;
  documents: Text[];
}

/** How the slips of a kiosk come out; a kiosk without any is missing. A browser's printer cannot be asked. */
export interface BoardPrinter {
  device: number;
  way: "none" | "network" | "usb" | "serial" | "file" | "agent" | "browser";
  width: number;
  state: "ready" | "paper_low" | "paper_out" | "cover_open" | "offline" | "silent" | null;
}

/** Something the hall is told now. `groups` are prefixes, none of them meaning all; if `stops`, they give no */
export interface BoardAnnouncement {
  id: number;
  text: Text;
  groups: string[];
  stops: boolean;
  until: string;
}

/** All the hall may see. `calls` are the newest call of each of the last 12 called tickets, newest first. */
export interface Board {
  site: string;
  seq: number;
  at: string;
  day: string;
  office: Office;
  hall: Hall;
  calls: BoardCall[];
  counters: BoardCounter[];
  groups: BoardGroup[];
  printers: BoardPrinter[];
  waiting: number;
  voice: Voice;
  stage: string;
  announcements: BoardAnnouncement[];
  results: BoardResults | null;
  words: string;
}

/** A ticket as staff see it, named by its number of today. */
export interface DeskTicket {
  number: string;
  group: string;
  klass: "normal" | "priority";
  language: "th" | "ms" | "en";
  state: "waiting" | "called" | "serving" | "held" | "no_show" | "finished" | "cancelled" | "abandoned";
  issued_at: string;
  called_at: string | null;
  started_at: string | null;
  calls: number;
  counter: number | null;
  since: string;
  reason: string | null;
  back: boolean;
}

/** A counter's day so far; seconds; None without a sample. */
export interface CounterToday {
  served: number;
  no_show: number;
  median_service_s: number | null;
  median_wait_s: number | null;
}

/** What the counter finished last; its service may be corrected for ten seconds. */
export interface LastDone {
  number: string;
  service: string | null;
  finished_at: string;
}

/** A counter as staff see it. `seat` names the browser tab that works it; `staff` is who sits there. */
export interface DeskCounter {
  number: number;
  name: Text;
  state: "closed" | "open" | "paused";
  reason: "break" | "prayer" | "meeting" | "document" | "other" | null;
  since: string | null;
  groups: string[];
  default_groups: string[];
  staff: string | null;
  seat: string | null;
  ticket: DeskTicket | null;
  last: LastDone | null;
  today: CounterToday;
  next: string | null;
}

/** A group's day so far. */
export interface DeskGroup {
  code: string;
  prefix: string;
  name: Text;
  short: Text;
  state: "open" | "closed" | "full";
  waiting: number;
  priority_waiting: number;
  longest_wait_s: number | null;
  wait: Wait | null;
  served: number;
  no_show: number;
  counters_open: number;
  median_wait_s: number | null;
  promise_low_s: number | null;
  promise_high_s: number | null;
  promised_wait_s: number | null;
  promised: number;
  kept: number;
}

/** An exact service for the finish keys, in the office's order. `minutes` is the published standard, if any. */
export interface DeskService {
  code: string;
  group: string;
  name: Text;
  minutes: number | null;
}

/** A paired device. */
export interface DeskDevice {
  name: string;
  kind: "kiosk" | "display" | "tablet" | "agent";
  counter: number | null;
  seen_at: string | null;
  connected: boolean;
  printer: "ready" | "paper_low" | "paper_out" | "cover_open" | "offline" | "silent" | null;
  version: string | null;
  width: number | null;
  height: number | null;
  sound: string | null;
  reported_at: string | null;
}

/** Something a supervisor should look at; `code` has its sentence in the catalogue under `attention.<code>`. */
export interface Attention {
  code: "long_wait" | "no_counter" | "help" | "device_away" | "kiosk_away" | "tv_away" | "sound_blocked" | "counter_idle" | "pause_long" | "voice_missing" | "voice_broken" | "paper_low" | "paper_out" | "printer_away" | "copies_failed" | "copies_late" | "copies_untested" | "disk_full" | "clock_behind";
  subject: string;
  since: string;
  value: number | null;
  rests_until: string | null;
  taken_by: string | null;
}

/** An announcement that stands or is to come. `groups` are prefixes, none of them meaning all. */
export interface DeskAnnouncement {
  id: number;
  text: Text;
  groups: string[];
  stops: boolean;
  starts: string;
  ends: string;
}

/** The site's day so far. */
export interface Today {
  issued: number;
  served: number;
  no_show: number;
  cancelled: number;
  waiting: number;
  median_wait_s: number | null;
  p90_wait_s: number | null;
  median_service_s: number | null;
}

/** Settings the console shows or obeys. */
export interface Rules {
  recall_limit: number;
  recall_spacing_s: number;
  correct_within_s: number;
  long_wait_min: number;
  standard_ratio: number;
  chosen_reasons: string[];
  hold_reasons: string[];
  pause_reasons: string[];
}

/** All that staff may see of a site's day. `line` is in true order of calling per group, merged by place; */
export interface Desk {
  site: string;
  seq: number;
  at: string;
  day: string;
  office: Office;
  hall: Hall;
  rules: Rules;
  line: DeskTicket[];
  more: number;
  away: DeskTicket[];
  counters: DeskCounter[];
  groups: DeskGroup[];
  services: DeskService[];
  devices: DeskDevice[];
  attention: Attention[];
  announcements: DeskAnnouncement[];
  today: Today;
  words: string;
}

/** Sent to screens every two seconds so that silence shows: after 5 s without one a screen says it is stale. */
export interface Beat {
  site: string;
  seq: number;
  at: string;
}
