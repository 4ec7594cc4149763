"""The base of every table: a UUIDv7 key, writes by actions only, and a privacy class for each field."""

from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from stepwell.foundation.acting import assert_writing, forget, is_together
from stepwell.foundation.ids import new_id

M = TypeVar("M", bound=models.Model)


class Privacy(StrEnum):
    IDENTIFYING = "identifying"
    PART2 = "part2"  # 42 CFR Part 2: would reveal treatment for a substance use disorder
    CLINICAL = "clinical"
    PLAIN = "plain"


def classed(**fields_by_class: str) -> dict[str, Privacy]:
    """`classed(plain="track day", clinical="score")` → one class for each field named."""
    return {
        field: Privacy(name) for name, fields in fields_by_class.items() for field in fields.split()
    }


class NoPatient(str):
    """Stands where a path to a patient would, and says why there is none."""

    __slots__ = ()


class RecordQuerySet(models.QuerySet[M]):
    """Refuses to write outside an action; reading is free (and scoped by `queries.py`)."""

    def _guard(self) -> None:
        assert_writing(self.model.__name__)
        forget(self.model._meta.db_table)

    def create(self, **kwargs: Any) -> M:
        self._guard()
        return super().create(**kwargs)

    def get_or_create(self, defaults: Any = None, **kwargs: Any) -> tuple[M, bool]:
        if not is_together():
            return super().get_or_create(defaults, **kwargs)
        try:  # nobody else writes: no savepoint is needed to lose a race in
            return self.get(**kwargs), False
        except ObjectDoesNotExist:
            return self.create(**kwargs, **(defaults or {})), True

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        self._guard()
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        self._guard()
        return super().bulk_update(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()


RecordManager = models.Manager.from_queryset(RecordQuerySet)


class Record(models.Model):
    """Base of all our tables. Subclasses state `patient_path` and `privacy` (guards check both)."""

    patient_path: ClassVar[str]
    privacy: ClassVar[dict[str, Privacy]]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    objects = RecordManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        assert_writing(type(self).__name__)
        forget(self._meta.db_table)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        assert_writing(type(self).__name__)
        forget(self._meta.db_table)
        return super().delete(*args, **kwargs)


def lock(record: M) -> M:
    """Read the row again and hold it until the transaction ends; what was read before may be stale."""
    return type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
