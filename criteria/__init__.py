"""Trial Feasibility: what each eligibility criterion of a trial costs in patients.

The front door: read a protocol, read a table, evaluate, disclose, draw. Everything a page, a script or a test needs is
here; the rooms behind it may be rearranged.
"""

from criteria import levers as levers
from criteria.data.answers import Answer, Extent, answers, lacking
from criteria.data.apart.limits import Limits
from criteria.data.apart.reader import Heard, Reader
from criteria.data.apart.readers import Readers
from criteria.data.apart.told import Looked
from criteria.data.check import Check, check, leave_out, lines_for_dates, refuse_unusable
from criteria.data.dataset import Dataset
from criteria.data.files.kinds import DATABASE_KINDS, FILE_KINDS
from criteria.data.map_file import map_to_yaml, parse_map, read_map
from criteria.data.proposal.corrections import (
    INDEX_DATE,
    UNKNOWN,
    corrected,
    declared_as,
    with_detail,
    with_words,
    without_the_rest,
)
from criteria.data.proposal.draft import Proposal, Proposed
from criteria.data.proposal.mending import mends
from criteria.data.proposal.questions import Question, answered
from criteria.data.raw import Raw
from criteria.data.table_map import EVERYTHING_ELSE, Index, Reading, TableMap
from criteria.data.tables import dataset_of, read_raw, read_table
from criteria.data.uploads import LongTable, read_uploads
from criteria.engine.memory import MemoryEngine
from criteria.funnel.distribution import distribution, fixed_on, is_minimum, limits_on, near_misses, quantities
from criteria.funnel.results import Results, Row, evaluate, not_held, refuse_unanswerable
from criteria.model.criterion import Criterion, limits_used, variables_read
from criteria.model.problems import Mend, Problem, Refused
from criteria.model.protocol import Group, Limit, Protocol, Setting
from criteria.model.review import notes as review
from criteria.model.scenario import Scenario, baseline, lenient_scenario, scenario
from criteria.model.units import in_words as unit_in_words
from criteria.model.units import is_unit
from criteria.model.variables import DICTIONARY, Flag, Number, Variable
from criteria.output.charts import MEASURES, Measure, criteria_chart, takeaway
from criteria.output.comparison import NUMBERS, compared, compared_csv
from criteria.output.disclosure import (
    Disclosed,
    Mode,
    Shown,
    ShownRow,
    change,
    disclose,
    disclose_notes,
    mode_for,
    percent,
    refuse_small,
    words_listed,
)
from criteria.output.distribution import disclose_distribution, disclose_near_misses
from criteria.output.distribution_chart import Line, distribution_chart
from criteria.output.links import View, from_query, is_own_table, order_of, own_protocol_key, own_table_key, to_query
from criteria.output.report import as_csv, as_dict, as_frame, as_json, as_text, counts_in_words, verdict_table
from criteria.output.steps import StepTable
from criteria.output.table_check import (
    ShownCheck,
    ShownColumn,
    ShownFinding,
    ShownMissing,
    check_as_json,
    disclose_check,
    disclose_columns,
    findings_as_csv,
)
from criteria.text import choices as choices
from criteria.text import declaring as declaring
from criteria.text import editing as editing
from criteria.text import offers as offers
from criteria.text.protocol_file import (
    json_schema,
    parse_protocol,
    protocol_from,
    read_protocol,
    to_json,
    to_yaml,
)
from criteria.text.wording import SCOPES, changes, label, limit_amount, limit_name, scope, sentence

__all__ = [
    "DATABASE_KINDS",
    "DICTIONARY",
    "EVERYTHING_ELSE",
    "FILE_KINDS",
    "INDEX_DATE",
    "MEASURES",
    "NUMBERS",
    "SCOPES",
    "UNKNOWN",
    "Answer",
    "Check",
    "Criterion",
    "Dataset",
    "Disclosed",
    "Extent",
    "Flag",
    "Group",
    "Heard",
    "Index",
    "Limit",
    "Limits",
    "Line",
    "LongTable",
    "Looked",
    "Measure",
    "MemoryEngine",
    "Mend",
    "Mode",
    "Number",
    "Problem",
    "Proposal",
    "Proposed",
    "Protocol",
    "Question",
    "Raw",
    "Reader",
    "Readers",
    "Reading",
    "Refused",
    "Results",
    "Row",
    "Scenario",
    "Setting",
    "Shown",
    "ShownCheck",
    "ShownColumn",
    "ShownFinding",
    "ShownMissing",
    "ShownRow",
    "StepTable",
    "TableMap",
    "Variable",
    "View",
    "answered",
    "answers",
    "as_csv",
    "as_dict",
    "as_frame",
    "as_json",
    "as_text",
    "baseline",
    "change",
    "changes",
    "check",
    "check_as_json",
    "compared",
    "compared_csv",
    "corrected",
    "counts_in_words",
    "criteria_chart",
    "dataset_of",
    "declared_as",
    "disclose",
    "disclose_check",
    "disclose_columns",
    "disclose_distribution",
    "disclose_near_misses",
    "disclose_notes",
    "distribution",
    "distribution_chart",
    "evaluate",
    "findings_as_csv",
    "fixed_on",
    "from_query",
    "is_minimum",
    "is_own_table",
    "is_unit",
    "json_schema",
    "label",
    "lacking",
    "leave_out",
    "lenient_scenario",
    "limit_amount",
    "limit_name",
    "limits_on",
    "limits_used",
    "lines_for_dates",
    "map_to_yaml",
    "mends",
    "mode_for",
    "near_misses",
    "not_held",
    "order_of",
    "own_protocol_key",
    "own_table_key",
    "parse_map",
    "parse_protocol",
    "percent",
    "protocol_from",
    "quantities",
    "read_map",
    "read_protocol",
    "read_raw",
    "read_table",
    "read_uploads",
    "refuse_small",
    "refuse_unanswerable",
    "refuse_unusable",
    "review",
    "scenario",
    "scope",
    "sentence",
    "takeaway",
    "to_json",
    "to_query",
    "to_yaml",
    "unit_in_words",
    "variables_read",
    "verdict_table",
    "with_detail",
    "with_words",
    "without_the_rest",
    "words_listed",
]
