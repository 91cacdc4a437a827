package dev.florin.escrow;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class StartQuarkusTest {
    @Test
    void isReadyOnItsOwnDatabase() {
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void anUnknownPathIsAProblem() {
        given().auth()
                .oauth2(TestTokens.user("alice"))
                .get("/api/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("not-found"));
    }

    @Test
    void theApplicationsRoleOwnsNoTable() throws SQLException {
        try (Connection connection =
                        FlorinTestResource.database().asApplication().getConnection();
                Statement statement = connection.createStatement()) {
            SQLException refused = assertThrows(SQLException.class, () -> statement.execute("DROP TABLE outbox"));
            assertEquals("42501", refused.getSQLState());
        }
    }
}
