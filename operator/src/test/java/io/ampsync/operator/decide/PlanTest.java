package io.ampsync.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.fake.Samples;
import io.ampsync.operator.observe.SecretsFound;
import io.ampsync.operator.render.Platform;
import io.ampsync.operator.render.Renderer;
import io.ampsync.operator.render.Rendering;
import io.ampsync.operator.render.SecretsMark;
import io.ampsync.operator.render.TemplateRefused;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Platform PLATFORM = new Platform("ampsync:1", "ampsync-system", false);
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private final AmpSync sync = Samples.read("minimal");
    private final Rendering desired = rendered(PLATFORM, sync, "s1");

    @Test
    void whatIsAsRenderedIsLeftAlone() {
        assertThat(plan(copy(desired.objects()))).isEqualTo(Plan.none(desired.revision()));
    }

    @Test
    void everythingIsAppliedInOrderWhereThereIsNothing() {
        Plan plan = plan(List.of());

        assertThat(plan.apply()).isEqualTo(desired.objects());
        assertThat(plan.rollout()).isEqualTo(Rollout.CREATED);
    }

    @Test
    void fieldsAndEntriesOfOthersAreNoDrift() {
        List<HasMetadata> live = copy(desired.objects());
        edit(live, deployment -> {
            deployment.getMetadata().getAnnotations().put("deployment.kubernetes.io/revision", "3");
            deployment.getSpec().setMinReadySeconds(0);
            deployment.getSpec().getTemplate().getSpec().setServiceAccount("blocks-runtime");
            deployment.getSpec().getTemplate().getSpec().setImagePullSecrets(List.of(new LocalObjectReference("x")));
        });

        assertThat(plan(live).apply()).isEmpty();
    }

    @Test
    void anotherSpellingOfAQuantityIsNoDrift() {
        List<HasMetadata> live = copy(desired.objects());
        edit(
                live,
                deployment -> deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getResources()
                        .setLimits(Map.of("memory", new Quantity("1024Mi"))));

        assertThat(plan(live).apply()).isEmpty();
    }

    @Test
    void aHandEditIsDrift() {
        List<HasMetadata> live = copy(desired.objects());
        edit(live, deployment -> deployment.getSpec().setReplicas(5));

        assertThat(plan(live).apply()).singleElement().isInstanceOf(Deployment.class);
    }

    @Test
    void whatTheServerWritesInItsOwnWayIsNoDriftOnceItWasApplied() {
        List<HasMetadata> live = copy(desired.objects());
        edit(live, deployment -> deployment.getSpec().setReplicas(5));

        Plan plan = Plan.of(sync, desired, live, _ -> true, _ -> true);

        assertThat(plan.apply()).isEmpty();
    }

    @Test
    void aSecretThatChangesIsTheCauseThatIsTold() {
        Rendering next = rendered(PLATFORM, sync, "s2");

        Plan plan = Plan.of(sync, next, copy(desired.objects()), _ -> false, _ -> true);

        assertThat(plan.rollout()).isEqualTo(Rollout.SECRETS);
    }

    @Test
    void aSpecThatChangesIsTheCauseThatIsTold() {
        AmpSync changed = Samples.read("minimal", document -> {
            document.withObject("metadata").put("generation", 2);
            document.withObject("spec").withObject("database").put("host", "elsewhere");
        });

        Plan plan = Plan.of(changed, rendered(PLATFORM, changed, "s1"), copy(desired.objects()), _ -> false, _ -> true);

        assertThat(plan.rollout()).isEqualTo(Rollout.SPEC);
    }

    @Test
    void anUpgradeWaitsForItsTurnAndKeepsTheRevisionThatRuns() {
        Rendering upgraded = rendered(new Platform("ampsync:2", "ampsync-system", false), sync, "s1");
        List<HasMetadata> live = copy(desired.objects());

        Plan waiting = Plan.of(sync, upgraded, live, _ -> false, _ -> false);
        Plan turn = Plan.of(sync, upgraded, live, _ -> false, _ -> true);

        assertThat(waiting).isEqualTo(new Plan(desired.revision(), List.of(), List.of(), null, true));
        assertThat(turn.rollout()).isEqualTo(Rollout.UPGRADE);
        assertThat(turn.revision()).isEqualTo(upgraded.revision());
    }

    @Test
    void tenUpgradesRollAtATimeAndOneThatIsStuckKeepsItsPlace() {
        Upgrades upgrades = new Upgrades();
        List<AmpSync> syncs =
                IntStream.range(0, 11).mapToObj(PlanTest::numbered).toList();

        assertThat(syncs.stream().filter(upgrades::turn)).hasSize(10);
        assertThat(upgrades.turn(syncs.get(3))).isTrue();
        assertThat(upgrades.turn(syncs.get(10))).isFalse();
        upgrades.done(syncs.get(3));
        assertThat(upgrades.turn(syncs.get(10))).isTrue();
    }

    @Test
    void ofTheConfigurationsBeforeOnlyTheLastOneStays() {
        List<HasMetadata> live = copy(desired.objects());
        for (int day = 1; day <= 3; day++) {
            ConfigMap old = copy(configMap());
            old.getMetadata().setName("blocks-old" + day);
            old.getMetadata().setCreationTimestamp("2026-11-0" + day + "T00:00:00Z");
            live.add(old);
        }

        assertThat(plan(live).delete())
                .extracting(gone -> gone.getMetadata().getName())
                .containsExactlyInAnyOrder("blocks-old1", "blocks-old2");
    }

    @Test
    void whatIsNoLongerAskedForGoes() {
        AmpSync guarded = Samples.with("minimal", "networkPolicy: {enabled: true}");
        List<HasMetadata> live = copy(rendered(PLATFORM, guarded, "s1").objects());

        assertThat(plan(live).delete()).extracting(HasMetadata::getKind).containsExactly("NetworkPolicy");
    }

    @Test
    void aSecretThatVanishesDoesNotReplaceTheRunningPod() {
        Optional<Deployment> running = Plan.deployment(desired.objects(), sync);

        assertThat(Plan.secrets(new SecretsFound("other", List.of("gone")), running))
                .isEqualTo(SecretsMark.onPods("s1"));
        assertThat(Plan.secrets(new SecretsFound("other", List.of()), running)).isEqualTo(SecretsMark.onPods("other"));
        assertThat(Plan.secrets(new SecretsFound("other", List.of("gone")), Optional.empty()))
                .isEqualTo(SecretsMark.onPods("other"));
    }

    @Test
    void theRightToReadSecretsComesAndGoesWithoutARollout() throws TemplateRefused {
        SecretsFound read = new SecretsFound("s1", List.of());
        Optional<Deployment> never = running(SecretsMark.onPods(""));
        SecretsMark since = Plan.secrets(read, never);

        assertThat(Plan.secrets(SecretsFound.UNREAD, running(SecretsMark.onPods("s1"))))
                .as("taken away")
                .isEqualTo(SecretsMark.onPods("s1"));
        assertThat(since).as("given").isEqualTo(new SecretsMark("", "s1"));
        assertThat(Plan.secrets(read, running(since))).as("read again").isEqualTo(since);
        assertThat(Plan.secrets(new SecretsFound("s2", List.of()), running(since)))
                .as("rotated")
                .isEqualTo(SecretsMark.onPods("s2"));
        assertThat(new Renderer(PLATFORM).render(sync, since).revision()).isEqualTo(Plan.revision(never.orElseThrow()));
    }

    private Optional<Deployment> running(SecretsMark mark) throws TemplateRefused {
        return Plan.deployment(new Renderer(PLATFORM).render(sync, mark).objects(), sync);
    }

    private Plan plan(List<HasMetadata> live) {
        return Plan.of(sync, desired, live, _ -> false, _ -> true);
    }

    private HasMetadata configMap() {
        return desired.objects().stream()
                .filter(ConfigMap.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static Rendering rendered(Platform platform, AmpSync sync, String secrets) {
        try {
            return new Renderer(platform).render(sync, SecretsMark.onPods(secrets));
        } catch (TemplateRefused e) {
            throw new AssertionError(e);
        }
    }

    private static AmpSync numbered(int number) {
        return Samples.read("minimal", sync -> sync.withObject("metadata").put("uid", "uid-" + number));
    }

    private static void edit(List<HasMetadata> live, Consumer<Deployment> change) {
        live.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .forEach(change);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends HasMetadata> T copy(HasMetadata object) {
        return (T) JSON.clone(object);
    }

    private static List<HasMetadata> copy(List<HasMetadata> objects) {
        List<HasMetadata> copies = new ArrayList<>();
        objects.forEach(object -> copies.add(JSON.clone(object)));
        return copies;
    }
}
