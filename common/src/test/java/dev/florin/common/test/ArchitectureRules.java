package dev.florin.common.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of the house that a machine can keep; ARCHITECTURE.md says why each is there. */
public final class ArchitectureRules {
    private static final Pattern DOOR =
            Pattern.compile(".*(Resource|Socket|Client|Store|Row|Job|Service|Config|Check|Mapper|Filter)");

    /** Classes without a door's suffix that tie the house together. */
    private static final Set<String> WIRING = Set.of("Wiring", "NativeHints");

    private static final DescribedPredicate<JavaClass> A_DOOR =
            DescribedPredicate.describe("a door by its suffix, or wiring", type -> {
                String name = outermost(type).getSimpleName();
                return DOOR.matcher(name).matches() || WIRING.contains(name);
            });

    private final JavaClasses classes;
    private final String root;

    /** @param root the package of the module: {@code dev.florin.wallet} */
    public ArchitectureRules(String root) {
        this.root = root;
        this.classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("there are no classes below " + root);
        }
    }

    /** Rules 1, 2, 5 and 6, and what a native image needs. */
    public void check() {
        theSuffixIsTheDoor();
        sqlLivesInAStore();
        rowsStayInTheirPackage();
        storesStayInTheirPackage();
        noCyclesBetweenPackages();
        noOtherServicesClasses();
        noFloatingPoint();
        new NativeRules(classes, withCommon()).check();
    }

    private JavaClasses withCommon() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root, "dev.florin.common");
    }

    private void theSuffixIsTheDoor() {
        noClasses()
                .that(DescribedPredicate.not(A_DOOR))
                .and()
                .haveSimpleNameNotEndingWith("package-info")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..", "io.vertx..", "org.hibernate..")
                .allowEmptyShould(true)
                .check(classes);
    }

    private void sqlLivesInAStore() {
        noClasses()
                .that(DescribedPredicate.describe(
                        "not a Store, Row, Job or the database layer",
                        type -> !outermost(type).getSimpleName().matches(".*(Store|Row|Job)")
                                && !type.getPackageName().equals("dev.florin.common.database")))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.sql.PreparedStatement.class, java.sql.Statement.class, java.sql.ResultSet.class)
                .allowEmptyShould(true)
                .check(classes);
    }

    private void rowsStayInTheirPackage() {
        staysInItsPackage(".*Row");
    }

    private void storesStayInTheirPackage() {
        staysInItsPackage(".*Store");
    }

    private void staysInItsPackage(String name) {
        classes()
                .that(DescribedPredicate.describe(
                        "named " + name, type -> outermost(type).getSimpleName().matches(name)))
                .should(new ArchCondition<JavaClass>("be used in their own package only") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getDirectDependenciesToSelf().stream()
                                .filter(use ->
                                        !use.getOriginClass().getPackageName().equals(type.getPackageName()))
                                .filter(use ->
                                        !use.getOriginClass().getSimpleName().contains("_"))
                                .filter(use -> !isOutbox(type) || !name.equals(".*Row"))
                                .forEach(use -> events.add(SimpleConditionEvent.violated(use, use.getDescription())));
                    }
                })
                .allowEmptyShould(true)
                .check(classes);
    }

    /** The one row that travels: a service is handed its own stories back by the relay. */
    private static boolean isOutbox(JavaClass type) {
        return type.getName().equals("dev.florin.common.outbox.OutboxRow");
    }

    private void noCyclesBetweenPackages() {
        slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }

    private void noOtherServicesClasses() {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "of another service",
                        type -> type.getPackageName().startsWith("dev.florin.")
                                && !type.getPackageName().startsWith(root)
                                && !type.getPackageName().startsWith("dev.florin.common")))
                .allowEmptyShould(true)
                .check(classes);
    }

    /** Rule 3: money is exact. Meters are the one thing that is measured in floating point. */
    private void noFloatingPoint() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Double.class, Float.class)
                .allowEmptyShould(true)
                .check(classes);
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }
}
