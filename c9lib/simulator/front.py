"""The one WSGI application of the simulated AWS: our own operations first, moto for the rest, a clear refusal for what
neither has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from botocore.validate import ParamValidator

from c9lib.simulator import agents, answers, authorization, identity, models, moto_data, services, touches, wire
from c9lib.simulator.answers import Response
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, Principal
from c9lib.simulator.faults import door, meeting, refusals
from c9lib.simulator.inprocess import InProcess, ask
from c9lib.simulator.moto_app import MotoApp
from c9lib.simulator.seeding import seed_request, set_aside
from c9lib.simulator.services.ec2 import pages, regions, shared_subnets
from c9lib.simulator.world import World

log = logging.getLogger("c9lib.simulator")
WITHOUT_REGION = ("iam", "sts")
"""Services that look at no Region's network. Making one takes a second in a new process, which the first of their
calls needn't wait for."""

OURS_ALONE = ("cloud9", "cloudformation", "kms")
"""Services of which moto isn't asked for anything: what it has would know nothing of what is here."""

WAYS = ("ec2", "iam")
"""Services whose writes may open or close the way of an instance's agent."""


class Front:
    """Answers requests to one world. `written` is told of every write that succeeded (the journal's hook)."""

    def __init__(self, world: World, written: Callable[[dict[str, Any], bytes], None] | None = None) -> None:
        services.register()
        self.world = world
        self.written = written
        self._moto = MotoApp(world.clock)
        self._inside = InProcess(direct=True)
        world.connect(self._client, self._ask_moto)
        world.events.after = self._changed
        identity.furnish(world)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        response = self.respond(environ, environ["wsgi.input"].read(length) if length else b"")
        start_response(f"{response.status} AWS", [*response.headers, ("Content-Length", str(len(response.body)))])
        return [response.body]

    def respond(self, environ: dict[str, Any], body: bytes) -> Response:
        """Answer one request from outside: time moves on, what is due happens, then the request has its turn."""
        request = wire.read(environ, body)
        with self.world.together.answering(known=request.together):
            return self._respond(request)

    def _respond(self, request: wire.Request) -> Response:
        chances = self.world.faults.chances
        turn = chances.arrives(request) if chances and request.service else None
        held_until = self.world.clock.now + turn.wait() if turn else 0.0
        with self.world.lock:
            self.world.clock.at_least(held_until)
            at_work = self.world.together.at_work if request.together else 1
            self.world.clock.called(ours=request.ours, at_work=at_work * request.overlap)
            try:
                self.world.events.settle(everything=self.world.settled)
            except Exception as error:
                return _fault(request, "", "what was due before it", error)
            if turn is None:
                return self._carry_out(request)
            return meeting.answer(turn, request, self._carry_out, _protocol(request), self.world.clock.now)

    def _carry_out(self, request: wire.Request) -> Response:
        limits = self.world.call_limits
        if limits.exceeded(request):
            refusal = refusals.throttled(request.service, _protocol(request))
            return answers.refused(request.model, _protocol(request), refusal, limits.request_id())
        response = self.take(request)
        if self.written and response.status < 400 and not models.is_read(request.operation):
            self.written(request.environ, request.body)
        return response

    def prepare(self, region: str) -> None:
        """Load what the first request to a Region's network would wait for, and make that network; no request's answer
        changes by it. Others are answered meanwhile."""
        models.service_model("ec2")
        moto_data.load()
        with self.world.lock:
            regions.furnish(self.world, region)
            self._ask_moto("ec2", "DescribeVpcs", region, {})

    def take_again(self, environ: dict[str, Any], body: bytes) -> Response:
        """Answer a request of the journal: at the present simulated time, and without noting it once more."""
        with self.world.lock:
            return self.take(wire.read(environ, body))

    def take(self, request: wire.Request, caller: Principal | None = None, via: tuple[str, ...] = ()) -> Response:
        """Answer a request at the present simulated time: from inside as `caller`, by way of the services `via`; from
        outside as whose key signed it. Nothing in a request can say `via`.
        """
        request_id = ""
        try:
            _known(request)
            params = request.params()
            if request.service not in WITHOUT_REGION:
                regions.furnish(self.world, request.region)
            tokens = set(models.idempotency_tokens(request.service, request.operation))
            region = "" if request.service in WITHOUT_REGION else request.region
            digest = seed_request(self.world, request.service, request.operation, region, params, tokens)
            request_id = _request_id(self.world)
            call = self._call(request, params, caller, via, request_id)
            self._authorize(request, call)
            response = self._answer(request, call)
            if response.status < 400:
                self.world.asked[digest] += 1
                if request.service in WAYS and not models.is_read(request.operation):
                    self.world.rights += request.service == "iam"
                    self._changed(touches.of_write(request.operation, params) if request.service == "ec2" else None)
            return response
        except ApiError as error:
            return answers.refused(request.model, _protocol(request), error, request_id)
        except Exception as error:
            return _fault(request, request_id, "it", error)

    def _changed(self, touched: touches.Touched | None = None) -> None:
        """Something was written or has happened: what is derived from the account is derived anew, as far as it was
        touched (None for everything)."""
        self.world.has_changed(touched)
        self.world.faults.changed(self.world.clock.now)
        agents.changed(self.world)

    def _call(
        self,
        request: wire.Request,
        params: dict[str, Any],
        caller: Principal | None,
        via: tuple[str, ...],
        request_id: str,
    ) -> ApiCall:
        """The request as an operation sees it. Raises `ApiError` for a key that isn't valid."""
        who = caller or identity.principal(self.world, request.access_key, _protocol(request))
        call = ApiCall(request.service, request.operation, params, request.region, who, self.world, via, request_id)
        if caller is None:
            call.outside, call.user_agent = True, request.user_agent
        return call

    def _authorize(self, request: wire.Request, call: ApiCall) -> None:
        """Raise `ApiError` for what the caller may not do. What a request lacks is said first, as by AWS."""
        if not authorization.passes(call.principal):
            _validate(request, call.params)
        authorization.authorize(self.world, authorization.of_call(call))

    def _answer(self, request: wire.Request, call: ApiCall) -> Response:
        name = f"{request.service}:{request.operation}"
        if request.service == "ec2":
            shared_subnets.refuse(self.world, request.region, request.operation, call.params)
        handler = pages.paged(request.service, request.operation, call.params)
        instead = door.instead(call)
        if instead is not None and request.model is not None:
            return answers.answered(request.model, instead, call.request_id)
        if handler is None and request.service in OURS_ALONE:
            raise NotSimulated(name)
        if handler is None:
            return self._moto.respond(request.environ, request.body, name)
        model = request.model
        assert model is not None, "_known has looked"
        _validate(request, call.params)
        return answers.answered(model, handler(call), call.request_id)

    def _client(self, service: str, region: str, caller: Principal, via: tuple[str, ...]) -> Any:
        def responder(environ: dict[str, Any], body: bytes) -> Response:
            with self.world.lock, set_aside(self.world):
                return self.take(wire.read(environ, body), caller, via)

        return self._inside.client(service, region, (caller, via), responder)

    def _ask_moto(self, service: str, name: str, region: str, params: dict[str, Any]) -> Answer:
        def responder(environ: dict[str, Any], body: bytes) -> Response:
            operation = wire.read(environ, body).operation
            # An event may change IAM by this way alone.
            self.world.rights += service == "iam" and not models.is_read(operation)
            return self._moto.respond(environ, body, f"{service}:{operation}")

        return ask(self._inside.client(service, region, ("moto",), responder), name, params)


def _fault(request: wire.Request, request_id: str, what: str, error: Exception) -> Response:
    """Never a 500: clients would repeat it for seconds. The fault is ours, and says so."""
    log.exception("%s:%s: %s failed", request.service, request.operation, what)
    told = f"{request.service}:{request.operation}: {what} failed inside the simulator: {type(error).__name__}: {error}"
    return answers.refused(request.model, _protocol(request), ApiError("SimulatorFault", told), request_id)


def _known(request: wire.Request) -> None:
    """Raise `ApiError` for what AWS doesn't know either, in AWS's words."""
    if not request.service:
        raise ApiError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    model = models.service_model(request.service)
    if model is None:
        raise NotSimulated(f"The service {request.service}")
    if model.resolved_protocol not in ("json", "query", "ec2"):
        raise NotSimulated(f"The service {request.service}")
    if request.model is None:
        code = "UnknownOperationException" if _protocol(request) == "json" else "InvalidAction"
        raise ApiError(code, f"The action {request.operation or '(none)'} is not valid for this web service.")


def _protocol(request: wire.Request) -> str:
    """The protocol in which a refusal is understood: that of the service, or what the request itself looks like."""
    if "HTTP_X_AMZ_TARGET" in request.environ:
        return "json"
    model = models.service_model(request.service) if request.service else None
    if model is not None:
        protocol = str(model.resolved_protocol)
        return "json" if "json" in protocol else protocol
    # A signing name that isn't a service's name (`access-analyzer`): whoever sends no form speaks rest-json.
    form = request.environ.get("CONTENT_TYPE", "").startswith(wire.FORM)
    return "query" if form or not request.service else "json"


def _validate(request: wire.Request, params: dict[str, Any]) -> None:
    """What AWS checks of any request: required members, types, minimum lengths. Our operations check the rest."""
    model = request.model
    if model is None or model.input_shape is None:
        return
    report = ParamValidator().validate(params, model.input_shape)
    if report.has_errors():
        code = {"json": "ValidationException", "ec2": "MissingParameter"}.get(_protocol(request), "ValidationError")
        raise ApiError(code, report.generate_report())


def _request_id(world: World) -> str:
    text = world.hex(32)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
