"""The broker on a real Redis whose connections are cut between two commands."""

from pathlib import Path

import pytest
import redis
from kombu import Connection
from kombu.transport import redis as plain

from local.redis import embedded
from pipeline import broker
from tests.support.cutting_proxy import cutting_proxy

QUEUE = "score"


@pytest.fixture(scope="module")
def server():
    with embedded() as url:
        yield Path(url.removeprefix("unix://"))


@pytest.fixture
def proxy(server):
    with cutting_proxy(server) as between:
        yield between


@pytest.fixture
def client(server):
    with redis.Redis(unix_socket_path=str(server)) as direct:
        direct.flushall()
        yield direct


@pytest.fixture
def channel(proxy):
    broker.use()
    with Connection(proxy.address) as connection:
        yield connection.channel()


def send(channel, text: str = "a message") -> None:
    channel.queue_declare(QUEUE)
    message = channel.prepare_message(text, content_type="text/plain", content_encoding="utf-8", headers={})
    channel.basic_publish(message, exchange="", routing_key=QUEUE)


def test_our_addresses_lead_to_this_transport():
    broker.use()
    for address in ("redis://a", "rediss://a", "redis+socket:///a?virtual_host=0"):
        assert isinstance(Connection(address).transport, broker.Transport), address


def test_a_cut_while_a_message_is_noted_as_held_costs_nothing(channel, client, proxy):
    send(channel)
    proxy.word = b"unacked_index"
    message = channel.basic_get(QUEUE)
    assert proxy.cuts == 1
    assert client.hkeys("unacked") == [message.delivery_tag.encode()]


def test_a_cut_while_a_message_is_sent_costs_nothing(channel, client, proxy):
    proxy.word = b"PUSH"
    send(channel)
    assert proxy.cuts == 1
    assert client.llen(QUEUE) == 1


def test_a_cut_while_a_message_is_acknowledged_leaves_none_held(channel, client, proxy):
    send(channel)
    message = channel.basic_get(QUEUE)
    proxy.word = b"unacked_index"
    channel.basic_ack(message.delivery_tag)
    assert proxy.cuts == 1
    assert not client.exists("unacked", "unacked_index")


def test_a_worker_that_cannot_acknowledge_is_not_deaf(channel, client, proxy):
    send(channel)
    message = channel.basic_get(QUEUE)
    channel.basic_qos(prefetch_count=1)
    assert not channel.qos.can_consume()
    proxy.close()
    with pytest.raises(redis.ConnectionError):
        channel.basic_ack(message.delivery_tag)
    assert channel.qos.can_consume()
    assert client.hlen("unacked") == 1, "it will come again"


def test_whoever_held_a_message_before_cannot_end_its_second_delivery(channel, client):
    send(channel)
    first = channel.basic_get(QUEUE)
    channel.qos.restore_by_tag(first.delivery_tag)
    second = channel.basic_get(QUEUE)
    assert second.body == first.body
    assert second.properties["delivery_info"]["redelivered"]
    channel.basic_ack(first.delivery_tag)
    assert client.hkeys("unacked") == [second.delivery_tag.encode()]


def test_the_library_alone_would_lose_it(client, proxy):
    with Connection(proxy.address, transport=plain.Transport) as connection:
        channel = connection.channel()
        send(channel)
        proxy.word = b"unacked_index"
        with pytest.raises(redis.ConnectionError):
            channel.basic_get(QUEUE)
    assert not client.exists(QUEUE, "unacked")
