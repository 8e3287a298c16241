"""``./adriel certificates``: withdraws certificates, gives them back, recalls versions, hands them over."""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from models.vocabulary.errors import SubmissionError
from pipeline import steps, succeeding
from pipeline.cli import holders
from pipeline.cli.codes import EXAMINED
from pipeline.status.decisions import Action, Decisions, Place, UnknownCertificate
from pipeline.wiring import Workshop, from_environment

DESCRIPTION = f"""\
Decides about certificates that were issued. Every decision is kept with its time, its reason and who made it, and the
signed status lists that anyone reads are made to say it.

  revoke       withdraw a certificate for good
  suspend      withdraw it for now
  restore      end its suspension
  recall       suspend every certificate that rests on one version of code, calibration, prompt or model; none is issued
               on it from then on
  stop         issue no certificate until further notice
  resume       issue again
  renew        sign the status lists anew; needed once a week at least, as an older list says nothing any more
  history      show what was decided of a certificate
{holders.HANDING_OVER}"""

EPILOG = """\
examples:
  ./adriel certificates revoke urn:adriel:k3v9q2m7x4p1:1 --reason "sold with another watch"
  ./adriel certificates recall calibration "rendered 1/5f0c…" --reason "a threshold was wrong"
  ./adriel certificates stop --reason "a key may be lost"
  ./adriel certificates offer certificate.json --secret owner-secret.json
  ./adriel certificates take-over urn:adriel:k3v9q2m7x4p1:1 --code 7K3M-9QXT-04HB --out mine

With REDIS_URL the certify worker signs the lists; otherwise this machine's own key does, at once.
exit code: 0 done; 2 it cannot be done
"""


_NO_REDIS = "redis://127.0.0.1:1"
"""Settings ask for a Redis; on one machine nothing is sent to any."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel certificates",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for action in Action:
        one = commands.add_parser(action.value, help=f"{action.value} a certificate")
        one.add_argument("certificate", help="its id: urn:adriel:…")
        _why(one)
    recall = commands.add_parser("recall", help="suspend all of one version")
    recall.add_argument("what", help="name in the certificates' versions")
    recall.add_argument("version")
    _why(recall)
    for name in ("stop", "resume"):
        _why(commands.add_parser(name, help=f"{name} issuing"))
    commands.add_parser("renew", help="sign the status lists anew")
    history = commands.add_parser("history", help="show what was decided")
    history.add_argument("certificate", help="its id: urn:adriel:…")
    holders.add_parsers(commands)
    return parser


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, help="kept for ever; no names and no addresses")
    parser.add_argument("--by", default="operations", help="role or account number of whoever decides (operations)")


def main(words: Sequence[str]) -> int:
    """Do what is asked; return the exit code."""
    options = _parser().parse_args(words)
    shop = from_environment({"REDIS_URL": _NO_REDIS, **os.environ})
    if options.command == "renew":
        return _renew(shop, os.environ)
    if options.command in holders.NAMES:
        holders.run(shop, options, _succeed)
        return EXAMINED
    try:
        changed = _COMMANDS[options.command](shop.decisions, options)
    except UnknownCertificate as fault:
        raise SubmissionError("certificates:unknown", f"{options.certificate}: {fault}") from None
    except ValueError:
        raise SubmissionError("certificates:reason", "--reason needs between 3 and 500 characters") from None
    if changed:
        _carry_out(shop, [each.certificate for each in changed], os.environ)
    return EXAMINED


def _renew(shop: Workshop, env: Mapping[str, str]) -> int:
    if env.get("REDIS_URL"):
        _send(shop, "pipeline.renew_lists")
        print("sent to the certify worker")
    else:
        for new in succeeding.catch_up(shop):
            steps.draw_successor(shop, new)
        print(f"signed anew: {shop.publisher.renew(now=datetime.now(UTC))} lists")
    return EXAMINED


def _succeed(shop: Workshop, certificate: str) -> float:
    """Have it carried out that another certificate takes this one's place; return how long that may take."""
    if os.environ.get("REDIS_URL"):
        _send(shop, "pipeline.succeed", certificate)
        return holders.WAIT
    if (new := succeeding.tried(shop, certificate)) is not None:
        steps.draw_successor(shop, new)
    return 0.0


def _send(shop: Workshop, task: str, *arguments: list[str] | str) -> None:
    from pipeline.app import make_app

    make_app(shop.settings).send_task(task, arguments)


def _carry_out(shop: Workshop, certificates: list[str], env: Mapping[str, str]) -> None:
    if env.get("REDIS_URL"):
        _send(shop, "pipeline.set_status", certificates)
        print(f"sent to the certify worker: {len(certificates)} to be shown in the lists")
        return
    shop.publisher.carry_out(certificates, now=datetime.now(UTC))
    print(f"the lists say it: {len(certificates)}")


def _decide(decisions: Decisions, options: argparse.Namespace) -> Sequence[Place]:
    action = Action(options.command)
    now = datetime.now(UTC)
    decision = decisions.decide(options.certificate, action, reason=options.reason, by=options.by, now=now)
    print(f"{decision.at}  {decision.action}  {options.certificate}")
    return (decisions.placed(options.certificate),)


def _recall(decisions: Decisions, options: argparse.Namespace) -> Sequence[Place]:
    now = datetime.now(UTC)
    hit = decisions.recall(options.what, options.version, reason=options.reason, by=options.by, now=now)
    print(f"{options.what} {options.version}: {len(hit)} certificates suspended; none is issued on it from now on")
    return hit


def _stop(decisions: Decisions, options: argparse.Namespace) -> Sequence[Place]:
    stopped = options.command == "stop"
    decisions.stop(stopped=stopped, reason=options.reason, by=options.by, now=datetime.now(UTC))
    told = "no certificate is issued until ./adriel certificates resume" if stopped else "certificates are issued again"
    print(told)
    return ()


def _history(decisions: Decisions, options: argparse.Namespace) -> Sequence[Place]:
    decisions.placed(options.certificate)
    for each in decisions.decisions(options.certificate):
        print(f"{each.at}  {each.action:<8}  by {each.by}: {each.reason}")
    return ()


_COMMANDS: dict[str, Callable[[Decisions, argparse.Namespace], Sequence[Place]]] = {
    **{action.value: _decide for action in Action},
    "recall": _recall,
    "stop": _stop,
    "resume": _stop,
    "history": _history,
}
