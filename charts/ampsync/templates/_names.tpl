{{- define "ampsync.name" -}}
{{- if contains "ampsync" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-ampsync" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "ampsync.selector" -}}
app.kubernetes.io/name: ampsync-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ampsync.labels" -}}
{{ include "ampsync.selector" . }}
app.kubernetes.io/part-of: ampsync
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "ampsync.account" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "ampsync.name" .) .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
{{- end }}

{{- define "ampsync.image" -}}
{{- if .image.digest }}{{ printf "%s@%s" .image.repository .image.digest }}{{ else }}{{ printf "%s:%s" .image.repository (default .version .image.tag) }}{{ end }}
{{- end }}

{{/* Namespaces that get a Role: those that are watched, unless the whole cluster is. */}}
{{- define "ampsync.clusterWide" -}}
{{- if or .Values.watch.all .Values.watch.selector }}true{{ end }}
{{- end }}

{{- define "ampsync.namespaces" -}}
{{- if .Values.watch.namespaces }}{{ uniq .Values.watch.namespaces | join "," }}{{ else }}{{ .Release.Namespace }}{{ end }}
{{- end }}

{{/* What the operator may do where it looks after AmpSyncs: one list for both scopes. */}}
{{- define "ampsync.rules" -}}
- apiGroups: [ampsync.io]
  resources: [ampsyncs]
  verbs: [get, list, watch, patch]
- apiGroups: [ampsync.io]
  resources: [ampsyncs/status]
  verbs: [patch]
# Owner references block the deletion of their owner.
- apiGroups: [ampsync.io]
  resources: [ampsyncs/finalizers]
  verbs: [update]
- apiGroups: [""]
  resources: [configmaps, services, serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [monitoring.coreos.com]
  resources: [podmonitors]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- if .Values.rbac.secrets }}
- apiGroups: [""]
  resources: [secrets]
  verbs: [get]
{{- end }}
{{- end }}

{{/* What the operator is told; the test is told the same. */}}
{{- define "ampsync.environment" -}}
- name: RUNTIME_IMAGE
  value: {{ include "ampsync.image" (dict "image" .Values.runtimeImage "version" .Chart.AppVersion) }}
- name: OPERATOR_NAMESPACE
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: metadata.namespace
{{- if .Values.watch.all }}
- name: WATCH_ALL
  value: "true"
{{- else if .Values.watch.selector }}
- name: WATCH_SELECTOR
  value: {{ .Values.watch.selector | quote }}
{{- else }}
- name: WATCH_NAMESPACES
  value: {{ include "ampsync.namespaces" . | quote }}
{{- end }}
- name: READ_SECRETS
  value: {{ .Values.rbac.secrets | quote }}
- name: LEADER_ELECTION
  value: {{ .Values.leaderElection | quote }}
{{- end }}
