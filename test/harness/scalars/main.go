// Command scalars prints what kubectl and kustomize make of each scalar in cases.go, as a value and as a key:
//
//	go run . > ../../core/yaml/scalars.json
//
// kubectl reads a manifest with sigs.k8s.io/yaml, which decodes with go.yaml.in/yaml/v2 and converts to JSON; a
// kustomize build reads it with kyaml, which decodes with go.yaml.in/yaml/v3, and prints YAML that kubectl then reads.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	yaml2 "go.yaml.in/yaml/v2"
	yaml3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// resolved is a scalar as one of the readers has it: its type, and its text in JSON.
type resolved struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type row struct {
	// Source is the scalar as written behind `v: `, or before `: v`.
	Source string              `json:"source"`
	Value  map[string]resolved `json:"value"`
	Key    map[string]resolved `json:"key"`
}

func main() {
	rows := []row{}
	for _, source := range sources {
		value := "v: " + source + "\n"
		key := source + ": v\n"
		rows = append(rows, row{
			Source: source,
			Value:  map[string]resolved{"kubectl": kubectlValue(value), "kustomize": kustomizeValue(value)},
			Key:    map[string]resolved{"kubectl": kubectlKey(key), "kustomize": kustomizeKey(key)},
		})
	}
	out := &bytes.Buffer{}
	out.WriteString("[\n")
	for i, r := range rows {
		line := &bytes.Buffer{}
		encoder := json.NewEncoder(line)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		out.WriteString("  " + strings.TrimSpace(line.String()))
		if i < len(rows)-1 {
			out.WriteString(",")
		}
		out.WriteString("\n")
	}
	out.WriteString("]\n")
	os.Stdout.Write(out.Bytes())
}

var invalid = resolved{Type: "invalid"}

func kubectlValue(document string) resolved {
	converted, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return invalid
	}
	var typed map[string]interface{}
	if err := yaml2.Unmarshal([]byte(document), &typed); err != nil {
		return invalid
	}
	return valueOf(converted, typeOf(typed["v"]), "v")
}

func kubectlKey(document string) resolved {
	converted, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return invalid
	}
	var typed map[interface{}]interface{}
	if err := yaml2.Unmarshal([]byte(document), &typed); err != nil {
		return invalid
	}
	return keyOf(converted, func() string {
		for key := range typed {
			return typeOf(key)
		}
		return ""
	})
}

func kustomizeValue(document string) resolved {
	converted, err := build(document)
	if err != nil {
		return invalid
	}
	var typed map[string]interface{}
	if err := yaml3.Unmarshal([]byte(document), &typed); err != nil {
		return invalid
	}
	return valueOf(converted, typeOf(typed["v"]), "v")
}

func kustomizeKey(document string) resolved {
	converted, err := build(document)
	if err != nil {
		return invalid
	}
	return keyOf(converted, func() string { return "string" })
}

// build gives the JSON of the mapping as kubectl has it after `kubectl kustomize | kubectl apply -f -`.
func build(document string) ([]byte, error) {
	files := filesys.MakeFsInMemory()
	resource := "apiVersion: example.com/v1\nkind: Table\nmetadata:\n  name: table\nspec:\n"
	for _, line := range strings.SplitAfter(document, "\n") {
		if line != "" {
			resource += "  " + line
		}
	}
	if err := files.WriteFile("kustomization.yaml", []byte("resources: [table.yaml]\n")); err != nil {
		return nil, err
	}
	if err := files.WriteFile("table.yaml", []byte(resource)); err != nil {
		return nil, err
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, ".")
	if err != nil {
		return nil, err
	}
	printed, err := built.AsYaml()
	if err != nil {
		return nil, err
	}
	converted, err := yaml.YAMLToJSON(printed)
	if err != nil {
		return nil, err
	}
	var parts struct {
		Spec json.RawMessage `json:"spec"`
	}
	if err := json.Unmarshal(converted, &parts); err != nil {
		return nil, err
	}
	return parts.Spec, nil
}

func valueOf(converted []byte, kind, key string) resolved {
	decoder := json.NewDecoder(bytes.NewReader(converted))
	decoder.UseNumber()
	var fields map[string]interface{}
	if err := decoder.Decode(&fields); err != nil {
		return invalid
	}
	value, found := fields[key]
	if !found {
		return resolved{Type: "absent"}
	}
	if value == nil {
		return resolved{Type: kind, Value: "null"}
	}
	return resolved{Type: kind, Value: fmt.Sprint(value)}
}

func keyOf(converted []byte, kind func() string) resolved {
	var fields map[string]interface{}
	if err := json.Unmarshal(converted, &fields); err != nil || len(fields) != 1 {
		return invalid
	}
	for key := range fields {
		return resolved{Type: kind(), Value: key}
	}
	return invalid
}

func typeOf(value interface{}) string {
	switch typed := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case int, int64, uint64:
		return "integer"
	case float64:
		if math.IsNaN(typed) {
			return "float"
		}
		return "float"
	case string:
		return "string"
	case time.Time:
		return "timestamp"
	default:
		return fmt.Sprintf("%T", value)
	}
}
