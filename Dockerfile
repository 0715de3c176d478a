# syntax=docker/dockerfile:1
# The images with a container engine, smaller than those of `make images`: a Java of just the modules that are used.
#   docker build --target ampsync          -t ghcr.io/ampsync/ampsync:0.1.0 .
#   docker build --target ampsync-operator -t ghcr.io/ampsync/ampsync-operator:0.1.0 .
#   docker build --target amp-simulator    -t ghcr.io/ampsync/amp-simulator:0.1.0 .
ARG BUILD=maven:3.9-eclipse-temurin-25
ARG BASE=debian:13-slim

FROM ${BUILD} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 QUIET=1 bin/mvn -DskipTests package
RUN --mount=type=cache,target=/root/.m2 bin/docker-tree /image
# At the place of the JDK that links it, for that is where it is in the images.
RUN jlink --add-modules java.se,jdk.httpserver,jdk.management,jdk.naming.dns,jdk.unsupported,jdk.zipfs --strip-java-debug-attributes --no-header-files --no-man-pages --output /opt/java/linked \
    && mv /opt/java/openjdk /opt/java/jdk && mv /opt/java/linked /opt/java/openjdk
# With the Java and under the paths of the images, as the caches have to be.
RUN --mount=type=cache,target=/root/.m2 ln -s /image/ampsync-operator /opt/ampsync \
    && JAVA_HOME=/opt/java/jdk bin/train-operator /image/ampsync-operator/ampsync.aot /opt/java/openjdk/bin/java \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp @/opt/ampsync/jib-classpath-file
# Not as root, whom PostgreSQL refuses.
RUN echo 'ampsync:x:65532:65532::/tmp:/bin/sh' >>/etc/passwd && ln -sfn /image/ampsync /opt/ampsync && chown -R 65532:65532 /image/ampsync build
USER 65532:65532
RUN JAVA_HOME=/opt/java/openjdk AMPSYNC_PROGRAM=/opt/ampsync/bin/ampsync HOME=/tmp bin/bench train /image/ampsync/ampsync.aot

FROM ${BASE} AS java
COPY --from=build /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
WORKDIR /tmp
USER 65532:65532
LABEL org.opencontainers.image.vendor=ampsync org.opencontainers.image.licenses=Apache-2.0

FROM java AS amp-simulator
COPY --from=build /image/amp-simulator /opt/ampsync
EXPOSE 1602 1610 1620
ENTRYPOINT ["java", "--add-opens=java.base/java.nio=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", \
    "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=40", \
    "-cp", "@/opt/ampsync/jib-classpath-file", "io.ampsync.simulator.cli.Main"]
CMD ["serve"]

FROM java AS ampsync-operator
COPY --from=build /image/ampsync-operator /opt/ampsync
EXPOSE 8080
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=4", \
    "-Djdk.reflect.useNativeAccessorOnly=true", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", \
    "-XX:AOTCache=/opt/ampsync/ampsync.aot", "-Xlog:disable", "-Xlog:all=error:stderr", "-Xlog:aot*=off:stderr", "-cp", "@/opt/ampsync/jib-classpath-file", "io.ampsync.operator.cli.OperatorCommand"]

FROM java AS ampsync
COPY --from=build /image/ampsync /opt/ampsync
ENV HEALTH_PORT=8080
EXPOSE 8080
ENTRYPOINT ["/opt/ampsync/bin/ampsync"]
CMD ["sync"]
