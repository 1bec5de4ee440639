// Command manifests reads manifests as kubectl does and prints what kubectl would send:
//
//	go run ./manifests < texts.json
//
// Standard input is a JSON array of texts. Standard output is a JSON array of the same length; each element holds the
// objects of a text, as JSON, or the error at which kubectl stops. Sources: the readers of k8s.io/cli-runtime
// pkg/resource StreamVisitor.Visit and mapper.infoForData, which are these two steps.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type reading struct {
	Objects []json.RawMessage `json:"objects"`
	Error   string            `json:"error,omitempty"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	readings := []reading{}
	for _, text := range texts {
		readings = append(readings, read(text))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(readings); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(text string) reading {
	found := reading{Objects: []json.RawMessage{}}
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		extension := runtime.RawExtension{}
		if err := decoder.Decode(&extension); err != nil {
			if !errors.Is(err, io.EOF) {
				found.Error = err.Error()
			}
			return found
		}
		if trimmed := strings.TrimSpace(string(extension.Raw)); trimmed == "" || trimmed == "null" {
			continue
		}
		object, _, err := unstructured.UnstructuredJSONScheme.Decode(extension.Raw, nil, nil)
		if err != nil {
			found.Error = err.Error()
			return found
		}
		sent, err := runtime.Encode(unstructured.UnstructuredJSONScheme, object)
		if err != nil {
			found.Error = err.Error()
			return found
		}
		found.Objects = append(found.Objects, sent)
	}
}
