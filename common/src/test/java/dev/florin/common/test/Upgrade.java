package dev.florin.common.test;

import dev.florin.common.database.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A database on which an earlier version has worked, and which this one takes over: the migrations run over rows, as
 * the owner of the tables, while nothing is known of the machine's time zone.
 */
public final class Upgrade {
    /** Where months begin in UTC's month before, and on another day each. */
    private static final String ELSEWHERE = "SET timezone = 'America/New_York'";

    private final TestDatabase database;
    private final Database superuser;
    private Map<String, Content> before = Map.of();
    private Map<String, String> changed = Map.of();

    private Upgrade(TestDatabase database) {
        this.database = database;
        this.superuser = new Database(database.asSuperuser());
    }

    /** A table's columns at some time, and what stood in them: how many rows, and a sum of their hashes. */
    private record Content(String columns, String digest) {}

    /**
     * A new database with the tables of an earlier version, and what its replicas may have left in them.
     *
     * @param name of the database
     * @param version the last migration that they knew
     * @param fixtures SQL for the owner of the tables, from {@code /upgrade/<fixture>.sql}
     */
    public static Upgrade from(String name, int version, String... fixtures) {
        Upgrade upgrade = new Upgrade(TestDatabase.create(name));
        upgrade.flyway().target(String.valueOf(version)).load().migrate();
        for (String fixture : fixtures) {
            upgrade.fill(fixture);
        }
        upgrade.before = upgrade.contents();
        return upgrade;
    }

    /** Runs the other migrations, as each replica of this version does before it serves. */
    public void migrate() {
        flyway().load().migrate();
        changed = changes();
    }

    /** For the application's role: what its stores find, and may do, after the upgrade. */
    public Database application() {
        return new Database(database.asApplication());
    }

    /** Connections of the application's role. */
    public DataSource asApplication() {
        return database.asApplication();
    }

    /** For the role that owns the tables. */
    public Database owner() {
        return new Database(database.asOwner());
    }

    /** For the operator of the server, whom no grant and no trigger stops. */
    public Sql superuser() {
        return new Sql(database.asSuperuser());
    }

    /** The first column of the first row. */
    public String one(String sql) {
        return superuser
                .first(sql, Database.Binder.NOTHING, row -> String.valueOf(row.getString(1)))
                .orElseThrow();
    }

    /** Tables that nothing was put into: the migrations have not been tried on them. */
    public List<String> untried() {
        return before.entrySet().stream()
                .filter(table -> table.getValue().digest().startsWith("0 "))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Tables that have not the same rows any more, in the columns that they had before the upgrade; with how many rows
     * they had, and have.
     */
    public Map<String, String> changed() {
        return changed;
    }

    private Map<String, String> changes() {
        Map<String, String> found = new TreeMap<>();
        before.forEach((table, was) -> {
            String digest = digest(table, was.columns());
            if (!digest.equals(was.digest())) {
                found.put(table, was.digest().split(" ", 2)[0] + " -> " + digest.split(" ", 2)[0]);
            }
        });
        return found;
    }

    /** What is left half done in the schema, or open to a role that it should be closed to. */
    public List<String> faults() {
        return superuser.list(
                """
                SELECT 'not validated: ' || conrelid::regclass || '.' || conname FROM pg_constraint WHERE NOT convalidated
                UNION ALL SELECT 'not valid: ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid OR NOT indisready
                UNION ALL SELECT 'switched off: ' || tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE tgenabled <> 'O'
                UNION ALL SELECT 'left behind by its owner: ' || oid::regclass FROM pg_class
                           WHERE relnamespace = 'public'::regnamespace AND relowner <> ?::regrole
                UNION ALL SELECT 'may be hung on any table, and runs as its owner: ' || oid::regprocedure FROM pg_proc
                           WHERE pronamespace = 'public'::regnamespace AND prosecdef AND prorettype = 'trigger'::regtype
                             AND has_function_privilege(?, oid, 'EXECUTE')
                UNION ALL SELECT 'unknown to the application: ' || oid::regclass FROM pg_class
                           WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                             AND relname <> 'flyway_schema_history' AND NOT has_table_privilege(?, oid, 'SELECT')
                """,
                statement -> {
                    statement.setString(1, database.owner());
                    statement.setString(2, database.application());
                    statement.setString(3, database.application());
                },
                row -> row.getString(1));
    }

    private FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(database.url(), database.owner(), database.password())
                .initSql(ELSEWHERE)
                .placeholders(Map.of("app_role", database.application()));
    }

    private void fill(String fixture) {
        try (InputStream file = Upgrade.class.getResourceAsStream("/upgrade/" + fixture + ".sql")) {
            if (file == null) {
                throw new IllegalArgumentException("there is no " + fixture);
            }
            new Sql(database.asOwner()).execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new AssertionError(fixture, e);
        }
    }

    private Map<String, Content> contents() {
        return superuser
                .list("""
                        SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                           AND c.relname <> 'flyway_schema_history'
                         GROUP BY c.relname
                        """, Database.Binder.NOTHING, row -> Map.entry(row.getString(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        table -> new Content(table.getValue(), digest(table.getKey(), table.getValue())),
                        (one, _) -> one,
                        LinkedHashMap::new));
    }

    private String digest(String table, String columns) {
        return one("SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM (SELECT "
                + columns + " FROM " + table + ") t");
    }
}
