"""The conformance kit over files that others write."""

import json
from pathlib import Path
from typing import ClassVar

import pytest

from socialcare.connector import Connector, Context
from socialcare.testing import ConnectorSuite
from socialcare_connectors import files
from socialcare_connectors.files import Files, Settings


class _Suite(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Files
    name: ClassVar[str]

    @pytest.fixture(autouse=True)
    def _file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(files, "PAGE", 3)
        self.path = tmp_path / self.name
        self.count = 0

    def make(self, context: Context) -> Connector:
        return Files(Settings(path=self.name), context)

    def write(self, *lines: str) -> None:
        with self.path.open("a", encoding="utf-8", newline="") as file:
            file.writelines(lines)


class TestJsonLines(_Suite):
    name: ClassVar[str] = "export.jsonl"

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.count += 1
            row = {"id": str(self.count), "author": "lea", "text": f"message {self.count}", "date": "2026-03-02T08:00Z"}
            self.write(json.dumps(row) + "\n")

    def produce_odd(self) -> None:
        self.write('{"id": "900", "text": null, "date": "2026-03-02"}\n', '{"id": "901", "text": "ok"}\n', "{\n")


class TestCsv(_Suite):
    name: ClassVar[str] = "export.csv"

    @pytest.fixture(autouse=True)
    def _header(self, _file: None) -> None:
        self.write("author;text;date\r\n")

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.count += 1
            self.write(f'lea;"message {self.count}\r\nsur deux lignes";02/03/2026 09:00\r\n')

    def produce_odd(self) -> None:
        self.write(";sans auteur;02/03/2026 09:00\r\n", "lea;;02/03/2026 09:00\r\n", "lea;sans date;\r\n")
