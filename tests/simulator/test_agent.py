"""SSM Agent as a machine over time: registration, heartbeats, the control channel, back-off."""

from __future__ import annotations

from c9lib.simulator.agent import Agent, Way
from c9lib.simulator.durations import (
    AGENT_BACKOFF_FIRST,
    AGENT_BACKOFF_LONGEST,
    AGENT_CHANNEL,
    AGENT_HEARTBEAT,
    AGENT_REGISTRATION,
)

OPEN, SHUT = Way(registers=True, talks=True), Way(registers=False, talks=False, why="no way")
MUTE = Way(registers=True, talks=False, why="no ssmmessages")


def booted(way: Way) -> Agent:
    agent = Agent("i-1")
    agent.boot(0)
    agent.see(0, way)
    return agent


def test_the_first_sign_of_life_comes_after_the_boot() -> None:
    agent = booted(OPEN)
    agent.see(AGENT_REGISTRATION - 1, OPEN)
    assert (agent.registered, agent.connected) == (None, False)
    agent.see(AGENT_REGISTRATION, OPEN)
    assert agent.registered == agent.last_ping == AGENT_REGISTRATION
    assert agent.connected


def test_heartbeats_are_worked_off_whoever_looks_how_often() -> None:
    seldom, often = booted(OPEN), booted(OPEN)
    for moment in range(0, 4001, 7):
        often.see(moment, OPEN)
    seldom.see(4000, OPEN)
    often.see(4000, OPEN)
    assert seldom == often
    assert seldom.last_ping == AGENT_REGISTRATION + 13 * AGENT_HEARTBEAT


def test_a_shut_way_shows_at_the_next_heartbeat_and_the_channel_breaks_sooner() -> None:
    agent = booted(OPEN)
    agent.see(100, SHUT)
    agent.see(100 + AGENT_CHANNEL, SHUT)
    assert not agent.connected
    lost = AGENT_REGISTRATION + AGENT_HEARTBEAT
    assert agent.ping_status(lost) == "Online"
    assert agent.next_change(100 + AGENT_CHANNEL) == lost + 1
    agent.see(lost + 1, SHUT)
    assert agent.ping_status(lost + 1) == "ConnectionLost"
    assert agent.next_change(lost + 1) is None


def test_a_way_that_is_shut_and_opened_between_two_heartbeats_is_never_missed() -> None:
    agent = booted(OPEN)
    agent.see(100, SHUT)
    agent.see(100 + AGENT_CHANNEL - 1, OPEN)
    agent.see(3000, OPEN)
    assert agent.connected
    assert agent.ping_status(3000) == "Online"


def test_a_mended_way_shows_at_the_next_heartbeat() -> None:
    agent = booted(OPEN)
    agent.see(100, SHUT)
    agent.see(1000, OPEN)
    beat = AGENT_REGISTRATION + 4 * AGENT_HEARTBEAT
    assert agent.ping_status(beat - 1) == "ConnectionLost"
    assert agent.next_change(1000) == 1000 + AGENT_CHANNEL
    agent.see(beat, OPEN)
    assert agent.ping_status(beat) == "Online"
    assert agent.registered == AGENT_REGISTRATION


def test_an_agent_that_cant_register_backs_off_to_an_hour() -> None:
    agent = booted(SHUT)
    tries = []
    for moment in range(0, 20_000, 5):
        agent.see(moment, SHUT)
        tries.append(agent.next_try)
    pauses = [AGENT_BACKOFF_FIRST * factor for factor in (1, 2, 4, 8)] + [AGENT_BACKOFF_LONGEST] * 5
    moments = [float(AGENT_REGISTRATION)]
    for pause in pauses:
        moments.append(moments[-1] + pause)
    assert sorted(set(tries)) == moments
    assert agent.registered is None
    assert agent.next_change(20_000) is None, "nothing to wait for while the way is shut"


def test_a_reboot_ends_the_back_off() -> None:
    agent = booted(SHUT)
    agent.see(10_000, OPEN)
    assert agent.next_try > 10_000 + AGENT_REGISTRATION
    agent.boot(10_000)
    agent.see(10_000 + AGENT_REGISTRATION, OPEN)
    assert agent.registered == 10_000 + AGENT_REGISTRATION


def test_a_role_without_ssmmessages_is_online_and_not_connected() -> None:
    agent = booted(MUTE)
    agent.see(200, MUTE)
    assert agent.ping_status(200) == "Online"
    assert not agent.connected


def test_a_halted_agent_is_lost_a_heartbeat_later() -> None:
    agent = booted(OPEN)
    agent.see(200, OPEN)
    agent.halt(200)
    assert not agent.connected
    assert agent.ping_status(200) == "Online"
    assert agent.ping_status(AGENT_REGISTRATION + AGENT_HEARTBEAT + 1) == "ConnectionLost"
