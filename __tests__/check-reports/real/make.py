# /// script
# requires-python = ">=3.10,<3.13"
# dependencies = [
#   "bandit-sarif-formatter", "bandit", "frictionless", "great-expectations>=1", "pandas", "pandera", "pytest", "ruff",
# ]
# ///
"""Writes the report files of real tools into this folder: `uv run make.py`.

The fixture of Great Expectations 0.18 needs a run of its own:
`uv run --no-project --with 'great-expectations<0.19' make.py gx0`. Those of jest-junit and gotestsum are made by
`make-others.sh`. Paths of the machine become /home/runner/work/project.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROWS = "id,age,name\n1,34,ann\n2,-3,bob\n3,x,\n3,51,cy\n"
TESTS = '''\
import pytest


def area(side):
    return side * side + 1


@pytest.fixture
def database():
    raise RuntimeError('no database')


class TestArea:
    @pytest.mark.parametrize('side', [1, 2])
    def test_square(self, side):
        assert area(side) == side * side


def test_needs_database(database):
    pass


def test_positive():
    assert area(3) > 0


@pytest.mark.skip(reason='slow')
def test_large():
    pass


@pytest.mark.xfail
def test_known():
    assert area(0) == 0
'''
CODE = "import os, pickle\n\n\ndef load(x):\n    return eval(x)\n\n\nrows = pickle.loads(open('rows').read())\n"


def keep(name, text):
    """Writes a fixture without the paths, the host and the times of this machine."""
    text = text.replace(os.path.realpath("."), "/home/runner/work/project")
    text = text.replace(os.path.dirname(os.__file__), "/usr/lib/python3").replace(os.uname().nodename, "runner")
    (HERE / name).write_text(text if text.endswith("\n") else f"{text}\n")


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True).stdout


def without(value, *keys):
    """JSON without keys whose texts are long and that no reader needs."""
    if isinstance(value, dict):
        return {key: without(item, *keys) for key, item in value.items() if key not in keys}
    return [without(item, *keys) for item in value] if isinstance(value, list) else value


def code_checks():
    Path("tests").mkdir()
    Path("tests/test_area.py").write_text(TESTS)
    Path("load.py").write_text(CODE)
    for name, family in {"pytest.xml": "xunit2", "pytest-xunit1.xml": "xunit1"}.items():
        run("pytest", "-q", "-o", f"junit_family={family}", f"--junitxml={name}")
        keep(name, Path(name).read_text())
    Path("tests/test_import.py").write_text("import absent_module\n")
    run("pytest", "-q", "--junitxml=r.xml")
    keep("pytest-collection.xml", Path("r.xml").read_text())
    ruff = json.loads(run("ruff", "check", "--isolated", "--output-format", "sarif", "load.py"))
    keep("ruff.sarif", json.dumps(without(ruff, "fullDescription", "fixes"), indent=1))
    keep("bandit.sarif", json.dumps(json.loads(run("bandit", "-q", "-f", "sarif", "load.py")), indent=1))


def data_checks():
    import pandas
    import pandera.pandas as pandera
    from pandera.errors import SchemaErrors

    Path("rows.csv").write_text(ROWS)
    Path("schema.json").write_text(
        json.dumps(
            {
                "fields": [
                    {"name": "id", "type": "integer", "constraints": {"unique": True}},
                    {"name": "age", "type": "integer", "constraints": {"minimum": 0}},
                    {"name": "name", "type": "string", "constraints": {"required": True}},
                ]
            }
        )
    )
    keep("frictionless.json", run("frictionless", "validate", "rows.csv", "--schema", "schema.json", "--json"))
    Path("ok.csv").write_text("id,age\n1,2\n")
    keep("frictionless-valid.json", run("frictionless", "validate", "ok.csv", "--json"))
    schema = pandera.DataFrameSchema(
        {
            "id": pandera.Column(int, unique=True),
            "age": pandera.Column(int, pandera.Check.ge(0)),
            "city": pandera.Column(str),
        }
    )
    frame = pandas.DataFrame({"id": [1, 2, 3, 3], "age": [34, -3, -7, 51]})
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as exc:
        keep("pandera.json", json.dumps(exc.message, indent=1))
        keep("pandera-cases.json", exc.failure_cases.to_json(orient="records", indent=1))
        keep("pandera-cases-columns.json", exc.failure_cases.to_json(indent=1))


def great_expectations_1():
    import great_expectations as gx
    import pandas

    context = gx.get_context(mode="ephemeral")
    frame = pandas.DataFrame({"id": [1, 2, 3, 3], "age": [34, -3, -7, None]})
    batch = context.data_sources.add_pandas("pandas").add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")
    suite = context.suites.add(gx.ExpectationSuite(name="rows"))
    suite.add_expectation(gx.expectations.ExpectColumnValuesToBeUnique(column="id"))
    suite.add_expectation(gx.expectations.ExpectColumnValuesToBeBetween(column="age", min_value=0, severity="warning"))
    suite.add_expectation(gx.expectations.ExpectColumnValuesToNotBeNull(column="city"))
    suite.add_expectation(gx.expectations.ExpectTableRowCountToBeBetween(min_value=1))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="rows", data=batch, suite=suite))
    checkpoint = context.checkpoints.add(gx.Checkpoint(name="rows", validation_definitions=[definition]))
    result = checkpoint.run(batch_parameters={"dataframe": frame})
    small = lambda value: json.dumps(without(value, "exception_traceback"), indent=1, default=str)
    runs = {str(key): value.to_json_dict() for key, value in result.run_results.items()}
    keep("gx1-checkpoint.json", small({"success": result.success, "run_results": runs}))
    keep("gx1-describe.json", small(json.loads(result.describe())))
    keep("gx1-validation.json", small(next(iter(result.run_results.values())).to_json_dict()))


def great_expectations_0():
    import great_expectations as gx
    import pandas

    context = gx.get_context(mode="ephemeral")
    frame = pandas.DataFrame({"id": [1, 2, 3, 3], "age": [34, -3, -7, None]})
    asset = context.sources.add_pandas("pandas").add_dataframe_asset("rows")
    context.add_or_update_expectation_suite("rows")
    validator = context.get_validator(batch_request=asset.build_batch_request(dataframe=frame), expectation_suite_name="rows")
    validator.expect_column_values_to_be_unique("id")
    validator.expect_column_values_to_be_between("age", min_value=0)
    validator.expect_table_row_count_to_be_between(min_value=1)
    validator.expect_column_values_to_not_be_null("city", catch_exceptions=True)
    validator.save_expectation_suite(discard_failed_expectations=False)
    checkpoint = context.add_or_update_checkpoint(name="rows", validator=validator)
    result = checkpoint.run()
    small = lambda value: json.dumps(without(value, "exception_traceback"), indent=1, default=str)
    keep("gx0-checkpoint.json", small(result.to_json_dict()))
    keep("gx0-validation.json", small(result.list_validation_results()[0].to_json_dict()))


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    if sys.argv[1:] == ["gx0"]:
        great_expectations_0()
    else:
        code_checks()
        data_checks()
        great_expectations_1()
