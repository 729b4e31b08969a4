package org.convolab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.convolab.widget.Widget;
import org.junit.jupiter.api.Test;

/** The arrows between the packages: web and command to content to widget to image to engine, and none back. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.convolab");

    @Test
    void theEngineKnowsTheJdkAndJSpecifyOnly() {
        classes()
                .that()
                .resideInAPackage("org.convolab.engine..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.convolab.engine..", "java..", "jdk.incubator.vector", "org.jspecify..")
                .check(ALL);
    }

    @Test
    void picturesKnowTheEngineAndWhatReadsImages() {
        noClasses()
                .that()
                .resideInAPackage("org.convolab.image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.convolab.widget..",
                        "org.convolab.content..",
                        "org.convolab.command..",
                        "org.convolab.web..")
                .check(ALL);
    }

    @Test
    void widgetsKnowTheEngineAndNothingAboveThem() {
        noClasses()
                .that()
                .resideInAPackage("org.convolab.widget..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.convolab.content..", "org.convolab.command..", "org.convolab.web..")
                .check(ALL);
    }

    @Test
    void contentKnowsNeitherTheWebNorTheCommands() {
        noClasses()
                .that()
                .resideInAPackage("org.convolab.content..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.convolab.web..", "org.convolab.command..")
                .check(ALL);
    }

    @Test
    void theWebAndTheCommandsDoNotKnowEachOther() {
        slices().matching("org.convolab.(web|command)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }

    @Test
    void theFilesOfAContentFolderAreReadWithoutKnowingWhatTheyDescribe() {
        noClasses()
                .that()
                .resideInAPackage("org.convolab.content.source")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.convolab.content",
                        "org.convolab.content.chapter",
                        "org.convolab.content.network",
                        "org.convolab.engine..")
                .check(ALL);
    }

    @Test
    void noWidgetKnowsAnother() {
        slices().matching("org.convolab.widget.(*)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }

    @Test
    void theContractOfWidgetsKnowsNoWidget() {
        noClasses()
                .that()
                .resideInAPackage("org.convolab.widget")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.convolab.widget.*..")
                .check(ALL);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("org.convolab.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void onlyTheWebSpeaksHttp() {
        noClasses()
                .that(not(resideInAPackage("org.convolab.web..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "jakarta.servlet..", "org.springframework.web..", "org.springframework.http.."))
                .check(ALL);
    }

    @Test
    void everyWidgetHasAPackageOfItsOwn() {
        var packages = ALL.stream()
                .filter(type -> type.isAssignableTo(Widget.class) && !type.isInterface())
                .map(JavaClass::getPackageName)
                .toList();
        assertThat(packages).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyPackageIsHeldToItsNulls() {
        assertThat(ALL.stream()
                        .map(JavaClass::getPackage)
                        .filter(room -> !room.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                        .map(JavaPackage::getName))
                .isEmpty();
    }
}
