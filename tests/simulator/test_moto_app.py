"""What is remembered between two requests to moto, and that it changes no answer."""

from __future__ import annotations

from moto.backends import list_of_moto_modules
from moto.core import responses, utils
from moto.ec2.responses import EC2Response
from moto.iam.responses import IamResponse

from c9lib.simulator.front import Front
from c9lib.simulator.moto_app import HOSTS
from tests.simulator.place import Place


def test_the_methods_of_a_service_are_listed_once_and_are_the_same(place: Place) -> None:
    place.ec2.describe_vpcs()
    for kind in (EC2Response, IamResponse):
        assert responses.method_names_from_class(kind) == utils.method_names_from_class(kind)
    before = responses.method_names_from_class.cache_info()
    place.ec2.describe_vpcs()
    after = responses.method_names_from_class.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


def test_another_account_keeps_the_memory_and_does_not_wrap_it_again(front: Front) -> None:
    remembered = responses.method_names_from_class
    Front(front.world)
    assert responses.method_names_from_class is remembered


def test_which_service_a_host_means_is_the_same_as_without_a_memory(front: Front) -> None:
    application = front._moto._app
    looked_up = type(application).get_backend_for_host
    for host in ("127.0.0.1", "ec2.us-east-1.amazonaws.com", "iam.amazonaws.com", *list(list_of_moto_modules())[:3]):
        assert application.get_backend_for_host(host) == looked_up(application, host)
    for number in range(2 * HOSTS):
        application.get_backend_for_host(f"10.0.0.{number}")
    assert application.get_backend_for_host.cache_info().currsize == HOSTS
