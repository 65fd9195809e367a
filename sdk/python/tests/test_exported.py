"""Classes that the component exports."""

import unittest

from patio_sdk import Conflict, EposError, InDoubt, InvalidRequest, NotFound, Unavailable, Unexpected, exported, http
from patio_sdk.errors import of_variant
from patio_sdk.testkit import Desk, ScriptedPos, Unscripted, requester
from wit_world import exports
from wit_world.exports import areas
from wit_world.imports import log, model


def about(method: object) -> type[exports.Areas]:
    """A class for the interface `areas` with that method."""
    return exported(type("Areas", (exports.Areas,), {"list_areas": method}))


def raising(error: BaseException) -> exports.Areas:
    def list_areas(self: object, requester: object) -> None:
        raise error

    return about(list_areas)()


class AMistake(unittest.TestCase):
    def check(self, expected: str, name: str, bases: tuple[type, ...], **methods: object) -> None:
        with self.assertRaises(TypeError) as raised:
            exported(type(name, bases, methods))
        self.assertEqual(str(raised.exception), expected)

    def test_in_a_name_is_told_with_the_right_one(self) -> None:
        self.check(
            "the class Area implements exports.Areas under another name: "
            "call it Areas, for that is where the component looks",
            "Area",
            (exports.Areas,),
        )
        self.check("the class Areas implements no interface: write `class Areas(exports.Areas):`", "Areas", ())

    def test_of_a_missing_method_is_told_with_its_line(self) -> None:
        line = "write `def delete_lock(self, order_id: str, lock_id: str, requester: model.Requester) -> model.Order:`"
        def create_lock(self: object, order: str, lock: str, expiry: str, requester: object) -> None: ...

        def delete_locks(self: object) -> None: ...

        locks = (exports.OrderLocks,)
        self.check(
            f"the class OrderLocks has no method delete_lock: {line}", "OrderLocks", locks, create_lock=create_lock
        )
        self.check(
            f"the class OrderLocks has no method delete_lock (it has delete_locks: is that the one?): {line}",
            "OrderLocks",
            locks,
            create_lock=create_lock,
            delete_locks=delete_locks,
        )

    def test_in_a_methods_parameters_is_told_with_its_line(self) -> None:
        self.check(
            "Areas.list_areas does not take what it is given (too many positional arguments): "
            "write `def list_areas(self, requester: model.Requester) -> List[areas.Area]:`",
            "Areas",
            (exports.Areas,),
            list_areas=lambda self: [],
        )


class AnError(unittest.TestCase):
    def test_of_the_contract_comes_as_it_was_raised(self) -> None:
        for kind in (NotFound, InvalidRequest, Conflict, Unavailable, InDoubt, Unexpected):
            with Desk() as desk:
                self.assertEqual(desk.refusal(raising(kind("why")).list_areas, requester()), kind("why"))

    def test_is_equal_to_one_that_says_the_same(self) -> None:
        self.assertEqual(http.NotSent("x"), Unavailable("x"))
        self.assertNotEqual(NotFound("x"), Conflict("x"))
        self.assertNotEqual(NotFound("x"), NotFound("y"))
        self.assertEqual(len({NotFound("x"), NotFound("x")}), 1)

    def test_is_the_same_there_and_back(self) -> None:
        for error in (NotFound("x"), InvalidRequest("x"), Conflict("x"), Unavailable("x"), InDoubt("x"), Unexpected("x")):
            self.assertEqual(of_variant(error.variant()), error)

    def test_that_nobody_foresaw_is_logged_and_unexpected(self) -> None:
        with Desk() as desk:
            refusal = desk.refusal(raising(KeyError("total")).list_areas, requester())
        self.assertEqual(refusal, Unexpected("the adapter raised KeyError: 'total'"))
        [line] = desk.logged
        self.assertEqual(line.level, log.Level.ERROR)
        self.assertIn("KeyError: 'total'", line.fields["exception"])
        self.assertIn("in list_areas", line.fields["exception"])

    def test_of_an_answer_that_does_not_fit_is_no_trap(self) -> None:
        def list_areas(self: object, requester: object) -> list[areas.Area]:
            return [areas.Area("A1", None, [])]  # type: ignore[arg-type]

        with Desk() as desk:
            refusal = desk.refusal(about(list_areas)().list_areas, requester())
        text = "the adapter raised TypeError: an answer that the contract does not know: [0].name is None, not a text"
        self.assertEqual(refusal, Unexpected(text))

    def test_that_nobody_foresaw_is_in_doubt_after_something_was_written(self) -> None:
        self.assertEqual(self.after("GET"), Unexpected("the adapter raised KeyError: 'total'"))
        self.assertEqual(self.after("POST"), InDoubt("the adapter raised KeyError: 'total'"))
        # What an earlier call of the same instance wrote is no concern of this one.
        self.assertEqual(self.after("GET"), Unexpected("the adapter raised KeyError: 'total'"))

    def after(self, method: str) -> EposError:
        def list_areas(self: object, requester: model.Requester) -> None:
            http.request(method, "http://pos.test/x")
            raise KeyError("total")

        pos = ScriptedPos()
        pos.on(method, "/x").answer(200)
        with Desk(pos) as desk:
            return desk.refusal(about(list_areas)().list_areas, requester())

    def test_of_a_test_is_not_the_adapters(self) -> None:
        def list_areas(self: object, requester: model.Requester) -> None:
            http.get("http://pos.test/x")

        with Desk() as desk, self.assertRaisesRegex(Unscripted, "no answer to GET /x: it has nothing"):
            desk.ask(about(list_areas)().list_areas, requester())
