// Prints what the real kustomize builds: `go run . build < directories` writes one line of JSON for each directory,
// `go run . schema` what kustomize knows of the built-in kinds: which lists are merged by which keys, and which kinds
// are cluster-scoped.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func main() {
	// A build here is one without a network: neither git nor a proxy is to be found.
	os.Setenv("PATH", "")
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		os.Setenv(name, "http://127.0.0.1:9")
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	if len(os.Args) > 1 && os.Args[1] == "schema" {
		encoder.Encode(schema())
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		result := build(lines.Text())
		if err := encoder.Encode(result); err != nil {
			encoder.Encode(built{Directory: result.Directory, Error: err.Error()})
		}
	}
}

type built struct {
	Directory string                   `json:"directory"`
	Objects   []map[string]interface{} `json:"objects,omitempty"`
	Error     string                   `json:"error,omitempty"`
}

func build(directory string) (result built) {
	result.Directory = directory
	defer func() {
		if reason := recover(); reason != nil {
			result.Objects, result.Error = nil, fmt.Sprint(reason)
		}
	}()
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	resources, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		result.Error = err.Error()
		return
	}
	result.Objects = []map[string]interface{}{}
	for _, resource := range resources.Resources() {
		object, err := resource.Map()
		if err != nil {
			result.Objects, result.Error = nil, err.Error()
			return
		}
		result.Objects = append(result.Objects, object)
	}
	return
}
