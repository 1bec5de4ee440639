package main

import (
	"sort"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

type table struct {
	// By `apiVersion/kind`: the definition of the kind.
	Kinds map[string]string `json:"kinds"`
	// By definition and field: what the field holds, as far as a list that is merged can be reached through it.
	Definitions map[string]map[string]field `json:"definitions"`
	// `apiVersion/kind`.
	ClusterScoped []string `json:"clusterScoped"`
}

type field struct {
	// The definition of the field, or of its items or values.
	Of string `json:"of,omitempty"`
	// The keys by which the items of a list are merged; absent for a list that is replaced.
	Keys []string `json:"keys,omitempty"`
	// A list of plain values that is merged.
	Merge bool `json:"merge,omitempty"`
}

func schema() table {
	result := table{Kinds: map[string]string{}, Definitions: map[string]map[string]field{}}
	root := openapi.Schema()
	for name, definition := range root.Definitions {
		fields := map[string]field{}
		for key, property := range definition.Properties {
			property := property
			resource := openapi.ResourceSchema{Schema: &property}
			strategy, keys := resource.PatchStrategyAndKeyList()
			merge := false
			for _, each := range strings.Split(strategy, ",") {
				merge = merge || each == "merge"
			}
			if short, _ := resource.PatchStrategyAndKey(); !strings.Contains(short, "merge") {
				merge = false
			}
			described := field{Of: definitionOf(&property)}
			if merge && property.Items != nil {
				described.Keys, described.Merge = keys, true
			}
			if described.Of != "" || described.Merge {
				fields[key] = described
			}
		}
		result.Definitions[name] = fields
		gvks, _ := definition.Extensions["x-kubernetes-group-version-kind"].([]interface{})
		for _, each := range gvks {
			gvk := each.(map[string]interface{})
			version := gvk["version"].(string)
			if group := gvk["group"].(string); group != "" {
				version = group + "/" + version
			}
			kind := gvk["kind"].(string)
			if openapi.SchemaForResourceType(yaml.TypeMeta{APIVersion: version, Kind: kind}) != nil {
				result.Kinds[version+"/"+kind] = name
			}
		}
	}
	for id := range result.Kinds {
		at := strings.LastIndex(id, "/")
		if openapi.IsCertainlyClusterScoped(yaml.TypeMeta{APIVersion: id[:at], Kind: id[at+1:]}) {
			result.ClusterScoped = append(result.ClusterScoped, id)
		}
	}
	sort.Strings(result.ClusterScoped)
	return result
}

func definitionOf(property *spec.Schema) string {
	if name := nameOf(property.Ref.String()); name != "" {
		return name
	}
	if property.Items != nil && property.Items.Schema != nil {
		return definitionOf(property.Items.Schema)
	}
	if property.AdditionalProperties != nil && property.AdditionalProperties.Schema != nil {
		return ""
	}
	return ""
}

func nameOf(reference string) string {
	return strings.TrimPrefix(reference, "#/definitions/")
}
