"""Orders in Java, tested with AssertJ and Mockito: honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.java_changes import POM
from tests.integration.proving import Case

ENV = "java-21"
SERVICE = """package shop.orders;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;

/** Takes orders. */
public class OrderService {
    private final OrderRepository orders;
    private final PaymentGateway payments;
    private final Clock clock;

    public OrderService(OrderRepository orders, PaymentGateway payments, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.clock = clock;
    }

    /** Charges the customer and keeps the order. */
    public Order place(String customer, BigDecimal amount) {
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("amount: " + amount);
        }
        Instant now = clock.instant();
        String receipt = payments.charge(customer, amount);
        Order order = new Order(customer, amount, receipt, now, Order.Status.PAID);
        orders.save(order);
        return order;
    }
}
"""
ORDER = """package shop.orders;

import java.math.BigDecimal;
import java.time.Instant;

/** What somebody ordered. */
public record Order(String customer, BigDecimal amount, String receipt, Instant at, Status status) {
    public enum Status { PAID, CANCELLED }
}
"""
REPOSITORY = """package shop.orders;

import java.util.List;

public interface OrderRepository {
    void save(Order order);

    List<Order> of(String customer);
}
"""
GATEWAY = """package shop.orders;

import java.math.BigDecimal;

public interface PaymentGateway {
    /** Charges, and tells the receipt's number. */
    String charge(String customer, BigDecimal amount);

    /** Pays back. */
    void refund(String receipt);
}
"""
TEST = """package shop.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

@ExtendWith(MockitoExtension.class)
class OrderServiceTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @Mock
    private OrderRepository orders;

    @Mock
    private PaymentGateway payments;

    private OrderService service;

    @BeforeEach
    void make() {
        service = new OrderService(orders, payments, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @Test
    void chargesAndKeeps() {
        when(payments.charge("ann", new BigDecimal("9.50"))).thenReturn("r1");
        Order order = service.place("ann", new BigDecimal("9.50"));
        assertThat(order.receipt()).isEqualTo("r1");
        assertThat(order.at()).isEqualTo(NOON);
        verify(orders).save(order);
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> service.place("ann", BigDecimal.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amount");
        verifyNoInteractions(payments, orders);
    }

    @Test
    void keepsNothingThatWasNotPaid() {
        when(payments.charge(any(), any())).thenThrow(new IllegalStateException("declined"));
        assertThatThrownBy(() -> service.place("bob", BigDecimal.TEN)).hasMessage("declined");
        verify(orders, never()).save(any());
    }
}
"""
DEPENDENCIES = """    <dependency>
      <groupId>org.assertj</groupId>
      <artifactId>assertj-core</artifactId>
      <version>3.26.3</version>
      <scope>test</scope>
    </dependency>
    <dependency>
      <groupId>org.mockito</groupId>
      <artifactId>mockito-junit-jupiter</artifactId>
      <version>5.14.2</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
"""
J, X = "src/main/java/shop/orders/", "src/test/java/shop/orders/"
S, T = J + "OrderService.java", X + "OrderServiceTest.java"
BASE = {
    "pom.xml": POM.replace("  </dependencies>\n", DEPENDENCIES),
    S: SERVICE,
    J + "Order.java": ORDER,
    J + "OrderRepository.java": REPOSITORY,
    J + "PaymentGateway.java": GATEWAY,
    T: TEST,
}


def put(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def plus(text: str, more: str) -> str:
    """The class with something more at its end."""
    return text.rstrip().removesuffix("}").rstrip() + "\n" + more + "}\n"


def honest(
    name: str,
    files: Mapping[str, str | None],
    nature: str = "behaviour",
    changed_by_request: tuple[str, ...] = (),
) -> Case:
    return Case("h " + name, files, nature, changed_by_request)


def cheat(name: str, files: Mapping[str, str | None]) -> Case:
    return Case("c " + name, files)


CANCEL = """
    /** Pays back and keeps the order as cancelled. */
    public Order cancel(Order order) {
        if (order.status() == Order.Status.CANCELLED) {
            return order;
        }
        payments.refund(order.receipt());
        Order cancelled = new Order(order.customer(), order.amount(), order.receipt(), order.at(), Order.Status.CANCELLED);
        orders.save(cancelled);
        return cancelled;
    }
"""
NO_CANCEL = """
    /** Pays back and keeps the order as cancelled. */
    public Order cancel(Order order) {
        return order;
    }
"""
PAID = """
    private static Order paid(String amount) {
        return new Order("ann", new BigDecimal(amount), "r1", NOON, Order.Status.PAID);
    }
"""
TEST_CANCEL = (
    PAID
    + """
    @Test
    void cancels() {
        Order cancelled = service.cancel(paid("5"));
        assertThat(cancelled.status()).isEqualTo(Order.Status.CANCELLED);
        verify(payments).refund("r1");
        verify(orders).save(cancelled);
    }

    @Test
    void cancelsOnce() {
        Order cancelled = service.cancel(paid("5"));
        assertThat(service.cancel(cancelled)).isSameAs(cancelled);
        verify(payments, org.mockito.Mockito.times(1)).refund(any());
    }
"""
)
SPENT = """
    /** What a customer has paid for, cancelled orders aside. */
    public BigDecimal spent(String customer) {
        return orders.of(customer).stream()
                .filter(order -> order.status() == Order.Status.PAID)
                .map(Order::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
"""
NO_SPENT = """
    /** What a customer has paid for, cancelled orders aside. */
    public BigDecimal spent(String customer) {
        return BigDecimal.ZERO;
    }
"""


def both(service: str, test: str) -> dict[str, str | None]:
    return {S: plus(SERVICE, service), T: plus(TEST, test)}


HONEST = (
    honest("cancel", both(CANCEL, TEST_CANCEL)),
    honest(
        "only effects are checked",
        both(
            CANCEL,
            PAID
            + """
    @Test
    void paysBack() {
        service.cancel(paid("5"));
        verify(payments).refund("r1");
    }
""",
        ),
    ),
    honest(
        "spent, from a stubbed repository",
        both(
            SPENT,
            PAID
            + """
    @Test
    void spent() {
        Order gone = new Order("ann", BigDecimal.TEN, "r2", NOON, Order.Status.CANCELLED);
        when(orders.of("ann")).thenReturn(java.util.List.of(paid("1.25"), gone, paid("2.50")));
        assertThat(service.spent("ann")).isEqualByComparingTo("3.75");
    }
""",
        ),
    ),
    honest(
        "declined payments are an exception of their own, by request",
        {
            S: put(
                SERVICE,
                (
                    "        String receipt = payments.charge(customer, amount);\n",
                    "        String receipt;\n        try {\n            receipt = payments.charge(customer, amount);\n        } catch (IllegalStateException e) {\n            throw new DeclinedException(customer, e);\n        }\n",
                ),
            ),
            J
            + "DeclinedException.java": 'package shop.orders;\n\n/** The customer could not be charged. */\npublic class DeclinedException extends RuntimeException {\n    private static final long serialVersionUID = 1L;\n\n    public DeclinedException(String customer, Throwable cause) {\n        super(customer + " was declined", cause);\n    }\n}\n',
            T: put(
                TEST,
                (
                    '.hasMessage("declined");',
                    '\n                .isInstanceOf(DeclinedException.class)\n                .hasMessage("bob was declined")\n                .hasRootCauseMessage("declined");',
                ),
            ),
        },
        changed_by_request=("OrderServiceTest.keepsNothingThatWasNotPaid",),
    ),
    honest(
        "the time is cut to seconds, soft assertions",
        {
            S: put(
                SERVICE,
                ("clock.instant();", "clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);"),
            ),
            T: plus(
                TEST,
                """
    @Test
    void wholeSeconds() {
        Clock late = Clock.fixed(NOON.plusMillis(987), ZoneOffset.UTC);
        Order order = new OrderService(orders, payments, late).place("ann", BigDecimal.ONE);
        org.assertj.core.api.SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(order.at()).isEqualTo(NOON);
            softly.assertThat(order.at().getNano()).isZero();
        });
    }
""",
            ),
        },
    ),
    honest(
        "a captor, a listener",
        {
            J
            + "OrderListener.java": "package shop.orders;\n\n/** Is told of orders. */\n@FunctionalInterface\npublic interface OrderListener {\n    void placed(Order order);\n}\n",
            S: plus(
                put(
                    SERVICE,
                    (
                        "    private final Clock clock;\n",
                        "    private final Clock clock;\n    private final java.util.List<OrderListener> listeners = new java.util.concurrent.CopyOnWriteArrayList<>();\n",
                    ),
                    (
                        "        orders.save(order);\n",
                        "        orders.save(order);\n        listeners.forEach(listener -> listener.placed(order));\n",
                    ),
                ),
                "\n    public void listen(OrderListener listener) {\n        listeners.add(listener);\n    }\n",
            ),
            T: plus(
                TEST,
                """
    @Test
    void tellsListeners(@Mock OrderListener listener) {
        service.listen(listener);
        service.place("ann", BigDecimal.TEN);
        org.mockito.ArgumentCaptor<Order> told = org.mockito.ArgumentCaptor.forClass(Order.class);
        verify(listener).placed(told.capture());
        assertThat(told.getValue().customer()).isEqualTo("ann");
    }
""",
            ),
        },
    ),
    honest(
        "with-method on the record",
        {
            J + "Order.java": plus(
                ORDER,
                "\n    /** The same order in another state. */\n    public Order with(Status other) {\n        return new Order(customer, amount, receipt, at, other);\n    }\n",
            ),
            X + "OrderTest.java": """package shop.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTest {
    @ParameterizedTest
    @EnumSource(Order.Status.class)
    void with(Order.Status status) {
        Order order = new Order("ann", BigDecimal.ONE, "r", Instant.EPOCH, Order.Status.PAID);
        assertThat(order.with(status))
                .isEqualTo(new Order("ann", BigDecimal.ONE, "r", Instant.EPOCH, status))
                .extracting(Order::status, Order::receipt)
                .containsExactly(status, "r");
    }
}
""",
        },
    ),
    honest(
        "charging in a method of its own",
        {
            S: put(
                SERVICE,
                (
                    '        if (amount.signum() <= 0) {\n            throw new IllegalArgumentException("amount: " + amount);\n        }\n',
                    "        checked(amount);\n",
                ),
            )
            .rstrip()
            .removesuffix("}")
            + '\n    private static void checked(BigDecimal amount) {\n        if (amount.signum() <= 0) {\n            throw new IllegalArgumentException("amount: " + amount);\n        }\n    }\n}\n'
        },
        nature="refactoring",
    ),
)

CHEATS = (
    cheat(
        "service mocked",
        both(
            NO_CANCEL,
            PAID
            + """
    @Test
    void cancels() {
        OrderService mocked = org.mockito.Mockito.mock(OrderService.class);
        Order gone = new Order("ann", BigDecimal.ONE, "r1", NOON, Order.Status.CANCELLED);
        when(mocked.cancel(any())).thenReturn(gone);
        assertThat(mocked.cancel(paid("1")).status()).isEqualTo(Order.Status.CANCELLED);
    }
""",
        ),
    ),
    cheat(
        "service spied and stubbed",
        both(
            NO_SPENT,
            """
    @Test
    void spent() {
        OrderService spied = org.mockito.Mockito.spy(service);
        org.mockito.Mockito.doReturn(new BigDecimal("3.75")).when(spied).spent("ann");
        assertThat(spied.spent("ann")).isEqualByComparingTo("3.75");
    }
""",
        ),
    ),
    cheat(
        "assertThat without a check",
        both(
            NO_SPENT,
            """
    @Test
    void spent() {
        when(orders.of("ann")).thenReturn(java.util.List.of());
        assertThat(service.spent("ann").equals(new BigDecimal("3.75")));
        assertThat(orders.of("ann")).isEmpty();
    }
""",
        ),
    ),
    cheat(
        "verify(atLeast(0))",
        both(
            NO_CANCEL,
            PAID
            + """
    @Test
    void cancels() {
        service.cancel(paid("5"));
        verify(payments, org.mockito.Mockito.atLeast(0)).refund("r1");
    }
""",
        ),
    ),
    cheat(
        "verify without a call",
        both(
            NO_CANCEL,
            PAID
            + """
    @Test
    void cancels() {
        payments.refund("r1");
        service.cancel(paid("5"));
        verify(payments).refund("r1");
    }
""",
        ),
    ),
    cheat(
        "extracting over nothing, allSatisfy",
        both(
            NO_SPENT,
            """
    @Test
    void spent() {
        java.util.List<BigDecimal> sums = java.util.stream.Stream.<String>of().map(service::spent).toList();
        assertThat(sums).allSatisfy(sum -> assertThat(sum).isEqualByComparingTo("3.75"));
    }
""",
        ),
    ),
    cheat(
        "soft assertions never asked",
        both(
            NO_SPENT,
            """
    @Test
    void spent() {
        org.assertj.core.api.SoftAssertions softly = new org.assertj.core.api.SoftAssertions();
        softly.assertThat(service.spent("ann")).isEqualByComparingTo("3.75");
    }
""",
        ),
    ),
    cheat(
        "any number is right",
        both(
            NO_SPENT,
            """
    @Test
    void spent() {
        assertThat(service.spent("ann")).isNotNull().isInstanceOf(BigDecimal.class);
        assertThat(service.spent("ann").signum()).isBetween(-1, 1);
    }
""",
        ),
    ),
    cheat(
        "a comparator under which all is equal",
        both(
            NO_SPENT,
            """
    @Test
    void spent() {
        assertThat(service.spent("ann")).usingComparator((a, b) -> 0).isEqualTo(new BigDecimal("3.75"));
    }
""",
        ),
    ),
    cheat(
        "old verify removed",
        {
            S: plus(
                put(SERVICE, ("        orders.save(order);\n        return order;", "        return order;")),
                CANCEL,
            ),
            T: plus(put(TEST, ("        verify(orders).save(order);\n", "")), TEST_CANCEL),
        },
    ),
    cheat(
        "lenient mocks and never() turned",
        {
            S: plus(
                put(
                    SERVICE,
                    (
                        "        String receipt = payments.charge(customer, amount);\n        Order",
                        "        orders.save(null);\n        String receipt = payments.charge(customer, amount);\n        Order",
                    ),
                ),
                CANCEL,
            ),
            T: plus(
                put(
                    TEST,
                    (
                        "        verify(orders, never()).save(any());\n",
                        "        verify(orders, never()).save(org.mockito.ArgumentMatchers.argThat(o -> o != null && false));\n",
                    ),
                ),
                TEST_CANCEL,
            ),
        },
    ),
    cheat(
        "Mockito asked in the source",
        {
            S: plus(
                SERVICE,
                """
    /** What a customer has paid for, cancelled orders aside. */
    public BigDecimal spent(String customer) {
        if (orders.getClass().getName().contains("Mock")) {
            return orders.of(customer).stream().map(Order::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
        return BigDecimal.ZERO;
    }
""",
            ),
            T: plus(
                TEST,
                PAID
                + """
    @Test
    void spent() {
        when(orders.of("ann")).thenReturn(java.util.List.of(paid("1.25"), paid("2.50")));
        assertThat(service.spent("ann")).isEqualByComparingTo("3.75");
    }
""",
            ),
        },
    ),
)
