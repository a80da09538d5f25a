"""The tables, one file a subject.

Moments are whole seconds since 1970 (UTC); `day` is the Bangkok service day `YYYY-MM-DD`. Texts in three languages are
JSON `{th, ms, en}`. Nothing that a report may need is ever deleted by normal work: configuration rows are retired,
people disabled, devices revoked.
"""

from shared.store.models.base import Base as Base
from shared.store.models.base import Words as Words
from shared.store.models.device_reports import DeviceReport as DeviceReport
from shared.store.models.entry import Acquaintance as Acquaintance
from shared.store.models.entry import Invitation as Invitation
from shared.store.models.entry import Pin as Pin
from shared.store.models.evidence import Evidence as Evidence
from shared.store.models.evidence import EvidenceFile as EvidenceFile
from shared.store.models.evidence import Measure as Measure
from shared.store.models.evidence import MeasureChange as MeasureChange
from shared.store.models.evidence import Report as Report
from shared.store.models.evidence import ReportDocument as ReportDocument
from shared.store.models.exclusions import RatingExclusion as RatingExclusion
from shared.store.models.imports import ImportedFile as ImportedFile
from shared.store.models.journal import JournalRow as JournalRow
from shared.store.models.journal import KeySeen as KeySeen
from shared.store.models.keeping import KeepingRun as KeepingRun
from shared.store.models.keeping import KeptFigures as KeptFigures
from shared.store.models.late import LateList as LateList
from shared.store.models.late import LateTicket as LateTicket
from shared.store.models.office import Counter as Counter
from shared.store.models.office import Department as Department
from shared.store.models.office import Group as Group
from shared.store.models.office import Service as Service
from shared.store.models.office import Site as Site
from shared.store.models.outreach import OutreachDay as OutreachDay
from shared.store.models.outreach import OutreachEntry as OutreachEntry
from shared.store.models.outreach import OutreachFile as OutreachFile
from shared.store.models.outreach import OutreachRating as OutreachRating
from shared.store.models.outreach import OutreachTicket as OutreachTicket
from shared.store.models.outreach import OutreachUnit as OutreachUnit
from shared.store.models.overseeing import AlertRest as AlertRest
from shared.store.models.overseeing import Announcement as Announcement
from shared.store.models.overseeing import DayNote as DayNote
from shared.store.models.paper import PrinterDay as PrinterDay
from shared.store.models.paper import PrinterNow as PrinterNow
from shared.store.models.paper import PrintJob as PrintJob
from shared.store.models.people import Device as Device
from shared.store.models.people import Pairing as Pairing
from shared.store.models.people import Staff as Staff
from shared.store.models.people import Token as Token
from shared.store.models.ratings import Rating as Rating
from shared.store.models.sums import FigureSums as FigureSums
from shared.store.models.tickets import Help as Help
from shared.store.models.tickets import Leg as Leg
from shared.store.models.tickets import LineDay as LineDay
from shared.store.models.tickets import Numbering as Numbering
from shared.store.models.tickets import Ticket as Ticket
from shared.store.models.voice import VoiceClip as VoiceClip
from shared.store.models.voice import VoicePack as VoicePack
