"""Work on threads ahead of who takes the results: order, faults, limits, helping."""

import random
import threading
import time

import pytest

from fasannot.files.ahead import ahead

MODES = [(1, False), (1, True), (3, False), (3, True)]


def uneven(number):
    time.sleep(random.Random(number).random() / 500)
    return number * number


@pytest.mark.parametrize(("threads", "helps"), MODES)
def test_results_come_in_order_however_long_each_takes(threads, helps):
    results = list(ahead(uneven, range(60), threads, helps=helps))
    assert results == [number * number for number in range(60)]
    assert not [thread for thread in threading.enumerate() if thread.name == "ahead"]


@pytest.mark.parametrize(("threads", "helps"), MODES)
@pytest.mark.parametrize("where", ["work", "items"])
def test_a_fault_falls_where_it_arose(threads, helps, where):
    def items():
        yield from range(20)
        if where == "items":
            raise ValueError("no more")
        yield from range(20, 40)

    def work(number):
        if where == "work" and number == 20:
            raise ValueError("not this one")
        return uneven(number)

    results = ahead(work, items(), threads, helps=helps)
    assert [next(results) for _ in range(20)] == [number * number for number in range(20)]
    with pytest.raises(ValueError, match="no more" if where == "items" else "not this one"):
        next(results)


@pytest.mark.parametrize(("threads", "helps"), MODES)
def test_no_more_is_taken_than_there_is_room_for(threads, helps):
    taken = []

    def items():
        for number in range(1000):
            taken.append(number)
            yield number

    results = ahead(lambda number: number, items(), threads, helps=helps)
    for wanted in range(3):
        assert next(results) == wanted
    time.sleep(0.05)
    assert len(taken) <= 3 + threads + 4
    results.close()
    time.sleep(0.05)
    assert len(taken) <= 3 + threads + 5
    assert not [thread for thread in threading.enumerate() if thread.name == "ahead"]


def test_who_takes_the_results_helps_while_the_others_are_busy():
    helped = threading.Event()

    def work(number):
        if number == 0:
            assert helped.wait(10)
        elif threading.current_thread() is threading.main_thread():
            helped.set()
        return number

    assert list(ahead(work, range(4), 1, helps=True)) == [0, 1, 2, 3]
    assert helped.is_set()


def test_an_interrupt_of_who_helps_is_not_kept_for_later():
    def work(number):
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        time.sleep(0.01)
        return number

    with pytest.raises(KeyboardInterrupt):
        list(ahead(work, range(50), 1, helps=True))
