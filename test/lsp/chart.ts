/**
 * A chart like the one that `helm create web` makes, with fewer templates: names and labels come from defines, and
 * ports from values. Each file has the prefix, e.g. `charts/web/`.
 */
export function webChart(prefix = ''): string {
  return Object.entries(files)
    .map(([name, text]) => `=== ${prefix}${name}\n${text}`)
    .join('');
}

const files = {
  'Chart.yaml': `apiVersion: v2
name: web
version: 0.1.0
appVersion: "1.16.0"
`,
  '.helmignore': `.git/
*.bak
`,
  'values.yaml': `replicaCount: 1
image:
  repository: nginx
  tag: ""
service:
  type: ClusterIP
  port: 80
  targetPort: http
`,
  'templates/_helpers.tpl': `{{/* The name of the chart. */}}
{{- define "web.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "web.fullname" -}}
{{- printf "%s-%s" .Release.Name (include "web.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "web.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{ include "web.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "web.selectorLabels" -}}
app.kubernetes.io/name: {{ include "web.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
`,
  'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.fullname" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels:
      {{- include "web.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "web.selectorLabels" . | nindent 8 }}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          ports:
            - name: http
              containerPort: 8080
`,
  'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ include "web.fullname" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  ports:
    - port: {{ .Values.service.port }}
      targetPort: {{ .Values.service.targetPort }}
      name: http
  selector:
    {{- include "web.selectorLabels" . | nindent 4 }}
`,
  'templates/NOTES.txt': `Open http://{{ include "web.fullname" . }}:{{ .Values.service.port }}
`,
};

/** The chart with a define of its own for the selector of the Service, so that the define can be broken alone. */
export function chartWithSelector(prefix = '', suffix = ''): string {
  return `${webChart(prefix).replace(
    /selector:\n {4}\{\{- include "web.selectorLabels" \. \| nindent 4/,
    'selector:\n    {{- include "web.serviceLabels" . | nindent 4',
  )}=== ${prefix}templates/_service.tpl
{{- define "web.serviceLabels" -}}
app.kubernetes.io/name: {{ include "web.name" . }}${suffix}
{{- end }}
`;
}
